import type MapBrowserEvent from 'ol/MapBrowserEvent';
import Interaction from 'ol/interaction/Interaction';
import type { Point } from '../feature';
import type { Mode, Pointer } from '../modes/mode';

const FINGER_PX = 22;
const MOUSE_PX = 9;
const SNAP_PX = 9;

/** Hands what happens on the map to the tool in hand; what it does not take moves the floor. */
export class Pointing extends Interaction {
  readonly #mode: () => Mode;
  #holds = false;

  constructor(mode: () => Mode) {
    super();
    this.#mode = mode;
  }

  override handleEvent(event: MapBrowserEvent): boolean {
    const mode = this.#mode();
    switch (event.type) {
      case 'pointermove':
        if (!event.dragging) mode.move(pointerOf(event));
        return true;
      case 'pointerdown': {
        const { button, isPrimary } = event.originalEvent as PointerEvent;
        // The middle and the right button, and a second finger, move the floor.
        if (button !== 0 || !isPrimary) return true;
        this.#holds = mode.down?.(pointerOf(event)) ?? false;
        return !this.#holds;
      }
      case 'pointerdrag':
        if (this.#holds) mode.drag?.(pointerOf(event));
        return !this.#holds;
      case 'pointerup': {
        const held = this.#holds;
        this.#holds = false;
        if (held) mode.up?.(pointerOf(event));
        return !held;
      }
      case 'click':
        mode.click(pointerOf(event));
        return true;
      case 'dblclick':
        mode.finish?.();
        return false;
      default:
        return true;
    }
  }
}

function pointerOf(event: MapBrowserEvent): Pointer {
  const original = event.originalEvent as PointerEvent;
  const isTouch = original.pointerType === 'touch';
  const m_per_px = event.map.getView().getResolution() ?? 1;
  const [x = 0, y = 0] = event.coordinate;
  return {
    point: [x, y] as Point,
    reach_m: (isTouch ? FINGER_PX : MOUSE_PX) * m_per_px,
    snap_m: SNAP_PX * m_per_px,
    extend: original.shiftKey,
    free: original.altKey,
    isTouch,
  };
}
