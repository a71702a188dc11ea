import type { Editor } from '../editor.svelte';
import type { Kind, Point, ZoneKind } from '../feature';
import { around, snapTargets, type SnapTargets } from '../hit';
import type { Bench, Mode, Pointer, SnapOptions } from '../modes/mode';
import { FaceMode } from '../modes/face_mode';
import { LineMode } from '../modes/line_mode';
import { PlaceMode } from '../modes/place_mode';
import { ScaleMode } from '../modes/scale_mode';
import { SelectMode } from '../modes/select_mode';
import { PolygonMode, RectangleMode } from '../modes/shape_mode';
import type { ScaleBench } from '../scale_bench.svelte';
import { snap, type Snapped } from '../snap';

/** Directions are taken from edges this far around the pointer: what people see beside what they draw. */
const NEIGHBOURHOOD_PX = 160;

/** What tools work with on the map. */
export class MapBench implements Bench {
  constructor(
    readonly editor: Editor,
    readonly px_per_m: () => number,
    readonly redraw: () => void,
    readonly baseName: (kind: Kind, zoneKind?: ZoneKind) => string,
  ) {}

  snapped(at: Pointer, { from, cameBy_rad, except }: SnapOptions = {}): Snapped {
    if (at.free) return { point: at.point, to: [], guides: [] };
    const box = around(at.point, NEIGHBOURHOOD_PX / this.px_per_m());
    const targets = snapTargets(this.#visible(), box, (key) => except?.has(key) ?? false);
    return snap(at.point, { reach_m: at.snap_m, ...targets, from, cameBy_rad });
  }

  targets(middle: Point, own: readonly Point[], except: ReadonlySet<string>): SnapTargets {
    const reach_m = own.reduce((most, [x, y]) => Math.max(most, Math.hypot(x - middle[0], y - middle[1])), 1);
    return snapTargets(this.#visible(), around(middle, reach_m), (key) => except.has(key));
  }

  #visible() {
    return [...this.editor.features.values()].filter(
      ({ kind }) => kind !== 'level' && kind !== 'store' && !this.editor.hidden.has(kind),
    );
  }
}

/** The tool in hand, afresh. */
export function modeFor(bench: Bench, scale: ScaleBench): Mode {
  const { tool, options } = bench.editor;
  switch (tool) {
    case 'select':
      return new SelectMode(bench);
    case 'wall':
      return new LineMode(bench);
    case 'face':
      return new FaceMode(bench);
    case 'scale':
      return new ScaleMode(bench, scale);
    case 'beacon':
    case 'entrance':
    case 'code':
      return new PlaceMode(bench, tool);
    default:
      return options.shape === 'polygon' ? new PolygonMode(bench, tool) : new RectangleMode(bench, tool);
  }
}
