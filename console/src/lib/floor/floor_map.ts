import OlMap from 'ol/Map';
import View from 'ol/View';
import { defaults as defaultInteractions } from 'ol/interaction/defaults';
import Projection from 'ol/proj/Projection';
import type { Camera } from './view_url';
import type { Palette } from './palette';
import { PictureLayer } from './picture_layer';
import type { PlanLevel } from './plan';
import { PlanLayers } from './plan_layers';

const MARGIN_PX = 32;
const CLOSEST_PX_PER_M = 200;
const ZOOM_STEP = 1.5;
const NOWHERE = [1, 0, 0, 0, -1, 0] as const;
/** A finger that taps moves by a few pixels. */
const TAP_PX = 4;

export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** The floor in true metres on an OpenLayers map. What moves is drawn by a layer of its own above it. */
export class FloorMap {
  readonly ol: OlMap;
  readonly plan: PlanLayers;
  /** The camera changed and came to rest; null when it shows the whole floor. */
  onrest: (camera: Camera | null) => void = () => {};
  onscale: (px_per_m: number) => void = () => {};
  /** The picture below the plan was loaded, or is not there. */
  onpicture: (isThere: boolean) => void = () => {};
  #extent: [number, number, number, number] = [0, 0, 1, 1];
  #insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  #atHome = true;
  /** Centre and resolution that show the whole floor. */
  #home: number[] = [];

  constructor(target: HTMLElement, palette: Palette) {
    this.plan = new PlanLayers(palette);
    this.ol = new OlMap({
      target,
      layers: [this.#picture.layer, ...this.plan.all],
      controls: [],
      interactions: defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        onFocusOnly: false,
      }),
      keyboardEventTarget: target,
      moveTolerance: TAP_PX,
    });
    this.#picture.onanswer = (isThere) => {
      this.#isPictureThere = isThere;
      this.#showPicture();
      this.onpicture(isThere);
    };
    this.ol.on('moveend', () => this.#rest());
    this.ol.on('change:size', () => this.#atHome && this.fit(false));
  }

  setLevel(level: PlanLevel, camera: Camera | null): void {
    this.plan.setLevel(level);
    this.#image = level.image;
    this.#isPictureThere = false;
    this.#showPicture();
    this.setFloor(level, camera);
  }

  /** Whether the picture that the level was drawn from lies below its plan. */
  showPicture(isShown: boolean): void {
    this.#isPictureShown = isShown;
    this.#showPicture();
  }
  readonly #picture = new PictureLayer({ muted: true, zIndex: -1 });
  #isPictureShown = false;
  #isPictureThere = false;
  #image: PlanLevel['image'] = null;

  #showPicture(): void {
    const isShown = this.#isPictureShown;
    this.#picture.layer.setVisible(isShown);
    // Who does not want to see it does not load it.
    if (isShown) this.#picture.show(this.#image?.address ?? null, this.#image?.floor_from_image ?? NOWHERE);
    this.plan.layOver(isShown && this.#isPictureThere);
  }

  /** The plane of a level, in its metres, without its plan: for pages that draw the plan themselves. */
  setFloor(level: Pick<PlanLevel, 'id' | 'width_m' | 'height_m'>, camera: Camera | null): void {
    this.#extent = [0, 0, level.width_m, level.height_m];
    const floor = new Projection({ code: `floor:${level.id}`, units: 'm', extent: this.#extent });
    const view = new View({
      projection: floor,
      center: [level.width_m / 2, level.height_m / 2],
      resolution: level.width_m / 800,
      minResolution: 1 / CLOSEST_PX_PER_M,
      maxResolution: Math.max(level.width_m, level.height_m) / 100,
      enableRotation: false,
      // The middle of the picture stays near the floor: nobody gets lost in the empty plane.
      extent: [-level.width_m, -level.height_m, 2 * level.width_m, 2 * level.height_m],
      constrainOnlyCenter: true,
    });
    this.ol.setView(view);
    if (camera === null) this.fit(false);
    else this.look(camera, false);
    view.on('change:resolution', () => this.onscale(this.px_per_m));
    this.onscale(this.px_per_m);
  }

  /** Parts of the canvas that panels cover: what is shown goes into the rest. */
  setInsets(insets: Insets): void {
    this.#insets = insets;
    if (this.#atHome) this.fit(false);
  }

  fit(animated = true): void {
    this.#atHome = true;
    const size = this.ol.getSize();
    if (!size || size[0] === 0 || size[1] === 0) return;
    const { top, right, bottom, left } = this.#insets;
    const padding = [top + MARGIN_PX, right + MARGIN_PX, bottom + MARGIN_PX, left + MARGIN_PX];
    const view = this.ol.getView();
    const arrived = () => (this.#home = view.getCenter()?.concat(view.getResolution() ?? 0) ?? []);
    view.cancelAnimations();
    view.fit(this.#extent, { padding, ...(animated ? { duration: 250, callback: arrived } : {}) });
    // The map calls back a moment later, when it may have come to rest already.
    if (!animated) arrived();
  }

  look(camera: Camera, animated = true): void {
    this.#atHome = false;
    const view = this.ol.getView();
    view.cancelAnimations();
    const center = [camera.x_m, camera.y_m];
    const resolution = 1 / camera.px_per_m;
    if (animated) view.animate({ center, resolution, duration: 250 });
    else {
      view.setCenter(center);
      view.setResolution(resolution);
    }
  }

  /** Bring a place into the middle of what is free of panels; the scale stays, or becomes close enough to see a person. */
  centre(x_m: number, y_m: number, animated: boolean, closest_px_per_m = 0): void {
    const px_per_m = Math.max(this.px_per_m, closest_px_per_m);
    const { top, right, bottom, left } = this.#insets;
    const shift = { x_m: (right - left) / 2 / px_per_m, y_m: (top - bottom) / 2 / px_per_m };
    this.look({ x_m: x_m + shift.x_m, y_m: y_m + shift.y_m, px_per_m }, animated);
  }

  zoom(direction: 1 | -1): void {
    this.#atHome = false;
    const view = this.ol.getView();
    view.cancelAnimations();
    view.animate({ resolution: (view.getResolution() ?? 1) / ZOOM_STEP ** direction, duration: 150 });
  }

  /** Middle of what is free of panels, in pixels. */
  get middle(): { x: number; y: number } {
    const [width = 0, height = 0] = this.ol.getSize() ?? [];
    const { top, right, bottom, left } = this.#insets;
    return { x: (width + left - right) / 2, y: (height + top - bottom) / 2 };
  }

  get px_per_m(): number {
    return 1 / (this.ol.getView().getResolution() ?? 1);
  }

  get camera(): Camera | null {
    const center = this.ol.getView().getCenter();
    if (this.#atHome || center?.[0] === undefined || center[1] === undefined) return null;
    return { x_m: center[0], y_m: center[1], px_per_m: this.px_per_m };
  }

  zoneAt(pixel: number[]): string | null {
    const found = this.ol.forEachFeatureAtPixel(pixel, (feature) => feature.get('id') as string, {
      layerFilter: (layer) => layer === this.plan.zones,
    });
    return found ?? null;
  }

  dispose(): void {
    this.ol.setTarget(undefined);
    this.ol.dispose();
  }

  #rest(): void {
    const view = this.ol.getView();
    const now = [...(view.getCenter() ?? []), view.getResolution() ?? 0];
    // Whatever moved it (drag, wheel, pinch, keys): it no longer shows the whole floor by itself.
    if (now.some((value, i) => Math.abs(value - (this.#home[i] ?? 0)) > 1e-6)) this.#atHome = false;
    this.onrest(this.camera);
  }
}
