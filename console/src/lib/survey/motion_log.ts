import type { PageClock } from './clock';
import type { Keep, KeptMotion, KeptWalk } from './keep';
import { COLUMNS, MotionRecorder, pieces } from './motion';

const HZ = 50;

/** The phone's motion on its way to the service: from the sensors to what is kept of a walk. */
export class MotionLog {
  #keep: Keep;
  #clock: PageClock;
  #recorder = new MotionRecorder();

  constructor(keep: Keep, clock: PageClock) {
    this.#keep = keep;
    this.#clock = clock;
  }

  begin(): Promise<boolean> {
    return this.#recorder.begin();
  }

  end(): void {
    this.#recorder.end();
  }

  /** Keep what came since the last time; gives how many seconds it is. */
  async keep(walk: KeptWalk): Promise<number> {
    const rows = this.#recorder.take();
    if (!rows) return 0;
    const { clock } = this.#clock.now();
    for (const piece of pieces(rows)) {
      const sequence = walk.nextMotion;
      walk.nextMotion += 1;
      const kept: KeptMotion = { walk_id: walk.id, sequence, clock, rows: piece };
      await this.#keep.put('motion', [walk.id, sequence], kept);
    }
    await this.#keep.put('walks', walk.id, { ...walk });
    return rows.length / COLUMNS / HZ;
  }
}
