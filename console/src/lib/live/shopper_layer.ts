import type OlMap from 'ol/Map';
import { nearest } from '../floor/geometry';
import type { Palette } from '../floor/palette';
import { drawDot, drawHalo, drawLabel, drawRing, drawTrail, type Look } from './draw_shopper';
import { RING_MS, type LiveFloor } from './live_floor.svelte';
import { poseAt, type Pose } from './motion';
import type { Live } from './protocol';
import { SHOPPER_STALE_S } from './staleness';

/** Beyond this many, names cover the floor: only the one pointed at or followed is named. */
const NAMED_UP_TO = 30;

interface Drawn {
  live: Live;
  pose: Pose;
  px: number;
  py: number;
  look: Look;
}

/** What moves: a canvas of its own above the map, so that the plan is not drawn again for every step. */
export class ShopperLayer {
  readonly canvas = document.createElement('canvas');
  levelId = '';
  followed: string | null = null;
  pointed: string | null = null;
  /** Everything is as old as the line: drawn as the past. */
  stale = false;
  still = false;
  palette: Palette;
  /** Called at each picture with the pose of the followed shopper. */
  onfollow: (pose: Pose) => void = () => {};

  readonly #map: OlMap;
  readonly #floor: LiveFloor;
  #frame = 0;

  constructor(host: HTMLElement, map: OlMap, floor: LiveFloor, palette: Palette) {
    this.#map = map;
    this.#floor = floor;
    this.palette = palette;
    this.canvas.className = 'shoppers';
    this.canvas.setAttribute('aria-hidden', 'true');
    host.append(this.canvas);
    map.on('postrender', () => this.draw());
  }

  /** Draw soon, and go on while something moves. */
  wake(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
      if (this.#moving(performance.now())) this.wake();
    });
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.canvas.remove();
  }

  shopperAt(pixel: number[], reach_px: number): string | null {
    const [x = 0, y = 0] = pixel;
    const points = this.#drawn(performance.now()).map(({ live, px, py }): [string, number, number] => [
      live.visit_id,
      px,
      py,
    ]);
    return nearest(points, x, y, reach_px);
  }

  draw(): void {
    const size = this.#map.getSize();
    const pen = this.canvas.getContext('2d');
    if (!size || !pen || !this.#map.getPixelFromCoordinate([0, 0])) return;
    this.#clear(pen, size);
    const now_ms = performance.now();
    const drawn = this.#drawn(now_ms);
    const followed = drawn.find(({ live }) => live.visit_id === this.followed);
    if (followed) this.onfollow(followed.pose);
    for (const one of drawn) drawHalo(pen, one.px, one.py, one.pose, one.look, this.palette);
    if (followed) this.#trail(pen, followed);
    this.#rings(pen, now_ms);
    for (const one of drawn) {
      drawDot(pen, one.px, one.py, one.pose, one.look, this.palette);
      const named = drawn.length <= NAMED_UP_TO || one.look.followed || one.live.visit_id === this.pointed;
      if (named) drawLabel(pen, one.px, one.py, one.live.label, this.palette);
    }
  }

  #clear(pen: CanvasRenderingContext2D, size: number[]): void {
    const [width = 0, height = 0] = size;
    const ratio = window.devicePixelRatio;
    if (
      this.canvas.width !== Math.round(width * ratio) ||
      this.canvas.height !== Math.round(height * ratio)
    ) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
  }

  #drawn(now_ms: number): Drawn[] {
    const px_per_m = 1 / (this.#map.getView().getResolution() ?? 1);
    const drawn: Drawn[] = [];
    for (const live of this.#floor.visits.values()) {
      const glide = this.#floor.glides.get(live.visit_id);
      if (live.level_id !== this.levelId || !glide) continue;
      const pose = poseAt(glide, now_ms);
      const [px = 0, py = 0] = this.#map.getPixelFromCoordinate([pose.x_m, pose.y_m]) ?? [];
      const stale = this.stale || this.#floor.clock.age_s(live.updated_at, now_ms) > SHOPPER_STALE_S;
      drawn.push({
        live,
        pose,
        px,
        py,
        look: { status: live.status, stale, followed: live.visit_id === this.followed, px_per_m },
      });
    }
    return drawn;
  }

  #trail(pen: CanvasRenderingContext2D, { live, px, py }: Drawn): void {
    const trail = this.#floor.trails.get(live.visit_id) ?? [];
    // The newest received place is where the dot is going: the trail ends at the dot.
    const points = trail.slice(0, -1).map((at) => this.#map.getPixelFromCoordinate(at));
    drawTrail(pen, [...points, [px, py]], this.palette);
  }

  #rings(pen: CanvasRenderingContext2D, now_ms: number): void {
    for (const { offer, began_ms } of this.#floor.rings) {
      const share = (now_ms - began_ms) / RING_MS;
      if (offer.level_id !== this.levelId || share >= 1) continue;
      const [px = 0, py = 0] = this.#map.getPixelFromCoordinate([offer.x_m, offer.y_m]) ?? [];
      drawRing(pen, px, py, share, this.still, this.palette);
    }
  }

  #moving(now_ms: number): boolean {
    if (this.#floor.rings.some((ring) => now_ms - ring.began_ms < RING_MS)) return true;
    for (const glide of this.#floor.glides.values())
      if (now_ms - glide.began_ms < glide.lasts_ms) return true;
    return false;
  }
}
