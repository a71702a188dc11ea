import { randomId } from '../random';

/** The page's monotonic clock. Each page load, and each time that the device's UTC moved against it (it was set, or
 * the device slept), is a clock of its own: what was tapped before is not counted by what came after. */

export interface Reading {
  sent_ms: number;
  service_ms: number;
  received_ms: number;
}
export interface Moment {
  clock: string;
  t_ms: number;
  utc_ms: number;
}

/** As the service takes it for a step. */
export const UTC_STEP_MS = 250;
const KEPT = 20;

export class PageClock {
  name: string;
  readings: Reading[] = [];
  #utcAhead_ms: number;
  #now_ms: () => number;
  #utc_ms: () => number;
  #id: () => string;

  constructor(
    now_ms: () => number = () => performance.now(),
    utc_ms: () => number = () => Date.now(),
    id: () => string = randomId,
  ) {
    this.#now_ms = now_ms;
    this.#utc_ms = utc_ms;
    this.#id = id;
    this.name = id();
    this.#utcAhead_ms = utc_ms() - now_ms();
  }

  now(): Moment {
    const t_ms = this.#now_ms();
    const utc_ms = this.#utc_ms();
    if (Math.abs(utc_ms - t_ms - this.#utcAhead_ms) > UTC_STEP_MS) {
      this.name = this.#id();
      this.readings = [];
      this.#utcAhead_ms = utc_ms - t_ms;
    }
    return { clock: this.name, t_ms, utc_ms };
  }

  /** Ask the service for its time; the shortest round trips are kept. */
  async read(ask: () => Promise<number>): Promise<void> {
    const { clock, t_ms: sent_ms } = this.now();
    const service_ms = await ask();
    const { clock: after, t_ms: received_ms } = this.now();
    if (clock !== after) return;
    const trips = [...this.readings, { sent_ms, service_ms, received_ms }];
    this.readings = trips.toSorted((a, b) => trip_ms(a) - trip_ms(b)).slice(0, KEPT);
  }
}

const trip_ms = ({ sent_ms, received_ms }: Reading): number => received_ms - sent_ms;
