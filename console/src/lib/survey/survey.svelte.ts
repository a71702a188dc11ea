import type { components } from '../api/schema';
import { words } from '../i18n/index.svelte';
import { refusal } from '../i18n/refusal';
import { deviceId, progressOf, reportOf, type ProgressView } from './asks';
import { randomId } from '../random';
import { PageClock } from './clock';
import { Coverage } from './coverage';
import { Ground, type Place } from './ground';
import { Keep, type KeptEntry, type KeptWalk } from './keep';
import { canMove } from './motion';
import { MotionLog } from './motion_log';
import { afterRedo, afterUndo, remaining, type Checkpoint } from './route';
import { isOffline, isRefused, Uplink, type ReportView } from './uplink';
import { length_m, legsOf, walked, type Entry } from './walk';

type Flaw = components['schemas']['FlawView'];
export type Line = 'sent' | 'sending' | 'offline' | 'failing' | 'refused';

const SYNC_MS = 3_000;
const MOTION_CHUNK_MS = 10_000;

/** One phone's survey of one level: what was tapped, what is left, what has reached the service. */
export class Survey {
  readonly storeId: string;
  readonly device = deviceId();
  progress = $state.raw<ProgressView | null>(null);
  coverage = $state.raw<Coverage | null>(null);
  share = $state(0);
  /** Nothing is left but once more, the other way round. */
  isCovered = $state(false);
  walk = $state.raw<KeptWalk | null>(null);
  entries = $state.raw<Entry[]>([]);
  route = $state.raw<Checkpoint[]>([]);
  /** Where “I am here” will tap: the next checkpoint, or where it was dragged to. */
  marker = $state.raw<Place | null>(null);
  /** The way is being planned: a walk that began now would follow one that no longer holds. */
  isPlanning = $state(false);
  waiting = $state(0);
  line = $state<Line>('sent');
  refusal = $state('');
  flaws = $state.raw<Flaw[]>([]);
  report = $state.raw<ReportView | null>(null);
  moving = $state<'off' | 'on' | 'denied' | 'impossible'>(canMove() ? 'off' : 'impossible');
  motion_s = $state(0);

  readonly tapped = $derived(walked(this.entries));
  readonly legs = $derived(legsOf(this.tapped.taps));
  readonly length_m = $derived(length_m(this.legs));

  #keep = new Keep();
  #clock = new PageClock();
  #uplink = new Uplink(this.#keep, this.#clock, this.device);
  #motion = new MotionLog(this.#keep, this.#clock);
  #timers: ReturnType<typeof setInterval>[] = [];
  #sending = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(storeId: string) {
    this.storeId = storeId;
  }

  /** Take up the walk that this phone was on; true when there is one. */
  async resume(): Promise<boolean> {
    this.#timers.push(setInterval(() => void this.sync(), SYNC_MS));
    this.#timers.push(setInterval(() => this.#clock.now(), 1_000));
    this.#timers.push(setInterval(() => void this.#keepMotion(), MOTION_CHUNK_MS));
    const kept = (await this.#keep.walks()).filter(({ store_id }) => store_id === this.storeId);
    const walk = kept.toSorted((a, b) => b.begun_ms - a.begun_ms)[0];
    if (!walk) return false;
    const entries = await this.#keep.of<KeptEntry>('entries', walk.id);
    this.walk = walk;
    this.entries = entries.map(({ entry }) => entry);
    this.waiting = entries.filter(({ sent }) => !sent).length;
    return true;
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#motion.end();
    void this.#keepMotion();
  }

  /** The level's ground and the way past what is left: from the service, else as it was kept. */
  async load(levelId: string): Promise<void> {
    this.isPlanning = true;
    try {
      this.#take(await this.#planned(levelId));
    } finally {
      this.isPlanning = false;
    }
  }

  async #planned(levelId: string): Promise<ProgressView> {
    const key = `${this.storeId}/${levelId}`;
    const kept = await this.#keep.get<ProgressView>('plans', key);
    let view = this.walk ? kept : undefined;
    if (!view) {
      try {
        view = await progressOf(this.storeId, levelId);
        this.isCovered = view.checkpoints.length === 0;
        if (this.isCovered) {
          // All is covered: once more, the other way round.
          const { checkpoints, length_m } = await progressOf(this.storeId, levelId, undefined, true);
          view = { ...view, checkpoints: checkpoints.toReversed(), length_m };
        }
        await this.#keep.put('plans', key, view);
      } catch (problem) {
        if (!kept || !isOffline(problem)) throw problem;
        view = kept;
      }
    }
    return view;
  }

  /** Plan what is left from where the surveyor stands; what was tapped reaches the service first. */
  async replan(): Promise<void> {
    if (!this.progress) return;
    await this.sync();
    const view = await progressOf(this.storeId, this.progress.level_id, this.tapped.taps.at(-1));
    if (this.walk) {
      // What this walk covers is counted here: the ground stays as it was when the walk began.
      const base = { ...this.progress, checkpoints: view.checkpoints, length_m: view.length_m };
      await this.#keep.put('plans', `${this.storeId}/${view.level_id}`, base);
      this.progress = base;
      this.#setRoute(remaining(view.checkpoints, this.tapped.taps));
    } else this.#take(view);
  }

  async begin(levelId: string): Promise<void> {
    await this.#beginMotion();
    const walk: KeptWalk = {
      id: randomId(),
      store_id: this.storeId,
      level_id: levelId,
      begun_ms: Date.now(),
      isOpen: false,
      next: 1,
      nextMotion: 1,
    };
    await this.#keep.put('walks', walk.id, { ...walk });
    this.walk = walk;
    this.entries = [];
    this.flaws = [];
    this.report = null;
    this.refusal = '';
    this.motion_s = 0;
    this.#setRoute(this.progress?.checkpoints ?? []);
    void this.sync();
  }

  async tap(): Promise<void> {
    if (!this.marker) return;
    if (this.moving === 'off') void this.#beginMotion(); // the page was loaded again: a press may ask anew
    const { x_m, y_m } = this.marker;
    await this.#note({ kind: 'tap', x_m, y_m });
    const [target, ...rest] = this.route;
    this.#setRoute(target ? rest : []);
    await this.#afterChange();
  }

  /** Correct where the last tap was. */
  async move(sequence: number, { x_m, y_m }: Place): Promise<void> {
    await this.#note({ kind: 'move', of: sequence, x_m, y_m });
    await this.#afterChange();
  }

  async undo(): Promise<void> {
    const { taps } = this.tapped;
    if (taps.length === 0) return;
    const route = afterUndo(taps, this.route);
    await this.#note({ kind: 'undo' });
    this.#setRoute(route);
    await this.#afterChange();
  }

  async redo(of: number, to: number): Promise<void> {
    const route = afterRedo(this.tapped.taps, of, to, this.route);
    await this.#note({ kind: 'redo', of, to });
    this.#setRoute(route);
    await this.#afterChange();
  }

  async pause(): Promise<void> {
    await this.#note({ kind: 'pause' });
  }

  skip(): void {
    const [first, ...rest] = this.route;
    if (first) this.#setRoute([...rest, first]);
  }

  async end(): Promise<void> {
    await this.#note({ kind: 'end' });
    this.#motion.end();
    await this.#keepMotion();
    void this.sync();
  }

  /** A walk that the service does not take is forgotten: the person said so. */
  async drop(): Promise<void> {
    if (!this.walk) return;
    await this.#keep.dropWalk(this.walk.id);
    this.#leave();
  }

  /** After the end: back to what is left of the level. */
  async again(): Promise<void> {
    const level = this.progress?.level_id;
    this.report = null;
    this.#leave();
    if (level) await this.load(level);
  }

  async sync(): Promise<void> {
    const walk = this.walk;
    if (!walk || this.#sending || this.line === 'refused' || this.report) return;
    this.#sending = true;
    try {
      if (this.waiting > 0) this.line = 'sending';
      const view = await this.#uplink.send(walk);
      if (view) this.flaws = view.flaws;
      await this.#count(walk);
      this.line = this.waiting === 0 ? 'sent' : 'sending';
      if (this.tapped.hasEnded && this.waiting === 0) await this.#finish(walk);
    } catch (problem) {
      this.line = isRefused(problem) ? 'refused' : isOffline(problem) ? 'offline' : 'failing';
      if (isRefused(problem)) this.refusal = refusal(problem, words.t);
    } finally {
      this.#sending = false;
    }
  }

  async refreshReport(): Promise<void> {
    if (this.report) this.report = await reportOf(this.storeId, this.report.walk.id);
  }

  async #beginMotion(): Promise<void> {
    const begun = await this.#motion.begin();
    this.moving = begun ? 'on' : canMove() ? 'denied' : 'impossible';
  }

  async #finish(walk: KeptWalk): Promise<void> {
    if ((await this.#keep.count('motion', walk.id)) > 0) return;
    this.report = await reportOf(this.storeId, walk.id);
    await this.#keep.dropWalk(walk.id);
  }

  #leave(): void {
    this.walk = null;
    this.entries = [];
    this.flaws = [];
    this.line = 'sent';
    this.refusal = '';
    this.waiting = 0;
  }

  #take(view: ProgressView): void {
    this.progress = view;
    this.coverage = new Coverage(new Ground(view.ground), view);
    this.share = this.coverage.share(this.legs);
    this.#setRoute(remaining(view.checkpoints, this.tapped.taps));
  }

  #setRoute(route: Checkpoint[]): void {
    this.route = route;
    this.marker = route[0] ?? this.tapped.taps.at(-1) ?? null;
  }

  /** Keep an entry on the phone, then tell that it counts. */
  #note(told: Pick<Entry, 'kind'> & Partial<Entry>): Promise<void> {
    const moment = this.#clock.now();
    const write = this.#writing.then(async () => {
      const walk = this.walk;
      if (!walk) return;
      const entry: Entry = { ...moment, ...told, sequence: walk.next };
      await this.#keep.put('entries', [walk.id, entry.sequence], {
        walk_id: walk.id,
        sequence: entry.sequence,
        entry,
        sent: false,
      } satisfies KeptEntry);
      walk.next += 1;
      await this.#keep.put('walks', walk.id, { ...walk });
      this.entries = [...this.entries, entry];
      this.waiting += 1;
    });
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #afterChange(): Promise<void> {
    this.share = this.coverage?.share(this.legs) ?? 0;
    void this.sync();
  }

  async #count(walk: KeptWalk): Promise<void> {
    const entries = await this.#keep.of<KeptEntry>('entries', walk.id);
    this.waiting = entries.filter(({ sent }) => !sent).length;
  }

  async #keepMotion(): Promise<void> {
    if (!this.walk) return;
    this.motion_s += await this.#motion.keep(this.walk);
    if (this.moving === 'on' && this.motion_s === 0) this.moving = 'impossible'; // no sensor tells
  }
}
