import { readView, writeView, type Camera } from '../floor/view_url';

/** What the panels may ask of the canvas. */
export interface CanvasCommands {
  zoom(direction: 1 | -1): void;
  fit(): void;
  centre(x_m: number, y_m: number): void;
  wake(): void;
}

/** What a person looks at; all of it is kept in the link. */
export class FloorViewState {
  level = $state<string | null>(null);
  camera = $state.raw<Camera | null>(null);
  follow = $state<string | null>(null);
  zone = $state<string | null>(null);
  beacons = $state(false);
  /** Scale in force, for the scale bar. */
  px_per_m = $state(1);
  commands = $state.raw<CanvasCommands | null>(null);

  constructor(query: URLSearchParams) {
    Object.assign(this, readView(query));
  }

  stopFollowing(): void {
    this.follow = null;
  }

  /** Leave one thing; false when there was nothing to leave. */
  leave(): boolean {
    if (this.follow !== null) this.follow = null;
    else if (this.zone !== null) this.zone = null;
    else return false;
    return true;
  }

  get query(): URLSearchParams {
    const { level, camera, follow, zone, beacons } = this;
    return writeView({ level, camera, follow, zone, beacons });
  }
}
