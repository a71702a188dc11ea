import { EMPTY, type Sketch, type SketchShape } from '../canvas/sketch';
import { faceTo } from '../commands';
import { withCorner, withInserted } from '../corners';
import { applied, type Change } from '../draft_document';
import { facingSides, footingOf, nearestSide } from '../faces';
import { keyOf, middleOf, pointsOf, type Box, type Feature, type Point } from '../feature';
import { pick, within } from '../hit';
import { angle_rad, distance_m, minus, rectangle, shifted, turned } from '../plane';
import { snapShift } from '../snap';
import { moved, reshaped } from '../transform';
import { outlineOf } from './outline_of';
import { handlesOf, type Handle } from './handles';
import type { Bench, Hint, Mode, Pointer } from './mode';

/** Turning by hand stops at multiples of this; alt turns freely, the panel takes any angle. */
const TURN_STEP = Math.PI / 12;
/** With more corners than this snapping a shape looks at its box only. */
const SNAPPED_CORNERS = 400;

type Drag =
  | { kind: 'move'; from: Point; own: readonly Point[] }
  | { kind: 'turn'; about: Point; from_rad: number }
  | { kind: 'box'; from: Point; to: Point }
  | { kind: 'handle'; handle: Exclude<Handle, { kind: 'turn' }> };

/** Choose, move, turn, reshape: the tool in hand when no other is. */
export class SelectMode implements Mode {
  #pointed: Feature | null = null;
  #drag: Drag | null = null;
  #preview: readonly Change[] = [];
  #said: Sketch = EMPTY;
  readonly typing = null;

  constructor(readonly bench: Bench) {}

  get hint(): Hint {
    return this.bench.editor.chosen.size > 0 ? 'selectMany' : 'select';
  }

  get sketch(): Sketch {
    const { editor } = this.bench;
    if (this.#drag?.kind === 'box') {
      const points = rectangle(this.#drag.from, this.#drag.to);
      return { shapes: [{ points, closed: true, look: 'guide' }] };
    }
    const shown = this.#preview.length > 0 ? this.#previewed() : editor.chosenFeatures;
    const shapes: SketchShape[] = shown.map((feature) => outlineOf(feature, 'chosen'));
    if (this.#pointed && !editor.chosen.has(keyOf(this.#pointed)) && !this.#drag)
      shapes.unshift(outlineOf(this.#pointed, 'pointed'));
    const handles = this.#drag ? [] : this.#handles();
    return { shapes: [...shapes, ...this.#said.shapes], handles, labels: this.#said.labels ?? [] };
  }

  move(at: Pointer): void {
    const { editor } = this.bench;
    const pointed = pick(editor.features.values(), at.point, at.reach_m, editor.pickable);
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    this.bench.redraw();
  }

  click(at: Pointer): void {
    const { editor } = this.bench;
    const found = pick(editor.features.values(), at.point, at.reach_m, editor.pickable);
    if (at.extend && found) {
      const key = keyOf(found);
      const kept = [...editor.chosen].filter((one) => one !== key);
      editor.choose(kept.length === editor.chosen.size ? [...kept, key] : kept);
    } else if (!at.extend) editor.choose(found ? [keyOf(found)] : []);
    this.bench.redraw();
  }

  down(at: Pointer): boolean {
    const { editor } = this.bench;
    const handle = this.#handles()
      .filter((one) => distance_m(one.at, at.point) <= 1.3 * at.reach_m)
      .sort((a, b) => distance_m(a.at, at.point) - distance_m(b.at, at.point))[0];
    if (handle) {
      this.#drag =
        handle.kind === 'turn'
          ? { kind: 'turn', about: handle.about, from_rad: angle_rad(handle.about, at.point) }
          : { kind: 'handle', handle };
      return true;
    }
    const found = pick(editor.chosenFeatures, at.point, at.reach_m, editor.pickable);
    if (found && found.kind !== 'outline') {
      const own = editor.chosenFeatures.flatMap((feature) => [...pointsOf(feature)]);
      this.#drag = { kind: 'move', from: at.point, own: own.slice(0, SNAPPED_CORNERS) };
      return true;
    }
    if (!at.extend) return false;
    this.#drag = { kind: 'box', from: at.point, to: at.point };
    return true;
  }

  drag(at: Pointer): void {
    const drag = this.#drag;
    if (!drag) return;
    this.#said = EMPTY;
    if (drag.kind === 'box') drag.to = at.point;
    else if (drag.kind === 'move') this.#preview = this.#moved(drag.from, drag.own, at);
    else if (drag.kind === 'turn') this.#preview = this.#turned(drag.about, drag.from_rad, at);
    else this.#preview = this.#reshaped(drag.handle, at);
    this.bench.redraw();
  }

  up(at: Pointer): void {
    const { editor } = this.bench;
    const drag = this.#drag;
    const preview = this.#preview;
    this.#drag = null;
    this.#preview = [];
    this.#said = EMPTY;
    if (drag?.kind === 'box') {
      const [[left_m, bottom_m], , [right_m, top_m]] = rectangle(drag.from, at.point) as [
        Point,
        Point,
        Point,
      ];
      const box: Box = { left_m, bottom_m, right_m, top_m };
      const found = within(editor.features.values(), box, editor.pickable);
      editor.choose([...editor.chosen, ...found.map(keyOf)]);
    } else if (drag?.kind === 'handle' && drag.handle.kind === 'facing') {
      const { face, on } = drag.handle;
      const side = nearestSide(facingSides(on.value.area), at.point);
      if (footingOf(face, on.value.area)?.side !== side) faceTo(editor, face, on, side);
    } else if (preview.length > 0) {
      editor.edit(drag?.kind === 'turn' ? 'turn' : drag?.kind === 'handle' ? 'change' : 'move', preview);
    }
    this.bench.redraw();
  }

  back(): boolean {
    if (this.bench.editor.chosen.size === 0) return false;
    this.bench.editor.choose([]);
    this.bench.redraw();
    return true;
  }

  #handles(): Handle[] {
    const { editor } = this.bench;
    const free = editor.chosenFeatures.filter((one) => one.kind !== 'level' && one.kind !== 'store');
    return handlesOf(free, editor.features, this.bench.px_per_m());
  }

  #previewed(): Feature[] {
    const { editor } = this.bench;
    const next = applied(editor.document, this.#preview).get(editor.levelId);
    return this.#preview.flatMap((change) => {
      const found = next?.get(keyOf(change));
      return found ? [found] : [];
    });
  }

  #moved(from: Point, own: readonly Point[], at: Pointer): Change[] {
    const { editor } = this.bench;
    const way = minus(at.point, from);
    let shift = way;
    if (!at.free) {
      const middle: Point = middleOf(own.map(([x, y]): Point => [x + way[0], y + way[1]]));
      const targets = this.bench.targets(middle, own, editor.chosen);
      const { point, to } = snapShift(way, own, { reach_m: at.snap_m, ...targets });
      shift = point;
      this.#said = { shapes: [], labels: [{ at: at.point, snaps: to }] };
    }
    return moved(editor.levelId, editor.features, editor.chosenFeatures, shifted(...shift));
  }

  #turned(about: Point, from_rad: number, at: Pointer): Change[] {
    const { editor } = this.bench;
    const raw = angle_rad(about, at.point) - from_rad;
    const turn_rad = at.free ? raw : Math.round(raw / TURN_STEP) * TURN_STEP;
    const degrees = Math.round((turn_rad * 1800) / Math.PI) / 10;
    this.#said = { shapes: [], labels: [{ at: at.point, text: `${degrees}°` }] };
    const turning = editor.chosenFeatures.filter(({ kind }) => kind !== 'outline');
    return moved(editor.levelId, editor.features, turning, turned(about, turn_rad));
  }

  #reshaped(handle: Exclude<Handle, { kind: 'turn' }>, at: Pointer): Change[] {
    const { editor } = this.bench;
    if (handle.kind === 'facing') {
      const side = facingSides(handle.on.value.area)[
        nearestSide(facingSides(handle.on.value.area), at.point)
      ];
      if (side)
        this.#said = { shapes: [{ points: [side.segment.a, side.segment.b], closed: false, look: 'draft' }] };
      return [];
    }
    const { feature, index } = handle;
    const before = pointsOf(feature)[index];
    const snapped = this.bench.snapped(at, { except: new Set([keyOf(feature)]), from: before });
    const after =
      handle.kind === 'corner'
        ? withCorner(feature, index, snapped.point, at.free)
        : withInserted(feature, index, snapped.point);
    const shapes = snapped.guides.map(({ a, b }) => ({
      points: [a, b],
      closed: false,
      look: 'guide' as const,
    }));
    this.#said = { shapes, labels: [{ at: snapped.point, snaps: snapped.to }] };
    return reshaped(editor.levelId, editor.features, feature, after);
  }
}
