/** A phone sends about once a second; ten seconds without a pose are said, not smoothed over. */
export const SHOPPER_STALE_S = 10;

/** The service's clock, seen from here: each event carries its time. Independent of this machine's own clock. */
export class ServiceClock {
  #at_ms = 0;
  #heard_ms = 0;

  /** An event of service time `at` arrived at `now_ms` (monotonic). */
  heard(at: string, now_ms: number): void {
    const at_ms = Date.parse(at);
    if (Number.isNaN(at_ms) || at_ms < this.#at_ms) return;
    this.#at_ms = at_ms;
    this.#heard_ms = now_ms;
  }

  /** Service time of the last news, or null before any. */
  get lastNews(): Date | null {
    return this.#at_ms === 0 ? null : new Date(this.#at_ms);
  }

  /** Seconds from `moment` until now; never negative. */
  age_s(moment: string, now_ms: number): number {
    if (this.#at_ms === 0) return 0;
    const service_now_ms = this.#at_ms + (now_ms - this.#heard_ms);
    return Math.max(0, (service_now_ms - Date.parse(moment)) / 1000);
  }
}
