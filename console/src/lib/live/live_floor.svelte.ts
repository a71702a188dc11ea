import { SvelteMap } from 'svelte/reactivity';
import { glideTo, poseOf, type Glide } from './motion';
import type { Live, LiveEventName, LiveEvents, Offer, VisitChange } from './protocol';
import { ServiceClock } from './staleness';
import type { Line } from './stream';

const OFFERS_KEPT = 50;
/** Points of the trail behind a followed shopper: about half a minute. */
const TRAIL_POINTS = 60;
/** How long the ring of an offer is drawn. */
export const RING_MS = 2_600;

export interface Ring {
  offer: Offer;
  began_ms: number;
}

/** The floor as the stream tells it. Reactive where tables read it, plain where the canvas does. */
export class LiveFloor {
  visits = new SvelteMap<string, Live>();
  offers = $state.raw<Offer[]>([]);
  /** The offer that fired last while somebody looked: read out to screen readers. */
  fired = $state.raw<Offer | null>(null);
  revision = $state<number | null>(null);
  line = $state<Line>('connecting');
  lastNews = $state.raw<Date | null>(null);

  readonly clock = new ServiceClock();
  readonly glides = new Map<string, Glide>();
  readonly trails = new Map<string, [number, number][]>();
  rings: Ring[] = [];

  /** Called after each event that changes what the canvas shows. */
  onchange: () => void = () => {};
  onleft: (visit: VisitChange) => void = () => {};
  still = false;

  apply<N extends LiveEventName>(name: N, data: LiveEvents[N], now_ms: number): void {
    // Offers and visits carry the time they happened at, which runs ahead in a replay: they do not set the clock.
    if (name === 'snapshot' || name === 'positions' || name === 'beat') {
      this.clock.heard(data.at, now_ms);
      this.lastNews = this.clock.lastNews;
    }
    this.#appliers[name](data as never, now_ms);
    this.onchange();
  }

  readonly #appliers: { [N in LiveEventName]: (data: LiveEvents[N], now_ms: number) => void } = {
    snapshot: (data, now_ms) => {
      const present = new Set(data.visits.map((live) => live.visit_id));
      for (const id of [...this.visits.keys()]) if (!present.has(id)) this.#forget(id);
      for (const live of data.visits) this.#place(live, now_ms);
      this.offers = data.offers.slice(0, OFFERS_KEPT);
      this.revision = data.revision;
    },
    positions: (data, now_ms) => {
      for (const live of data.visits) this.#place(live, now_ms);
    },
    beat: () => {},
    visit: (data) => {
      if (data.state !== 'closed') return;
      this.#forget(data.visit_id);
      this.onleft(data);
    },
    offer: (data, now_ms) => {
      if (this.offers.some((known) => known.delivery_id === data.delivery_id)) return;
      this.offers = [data, ...this.offers].slice(0, OFFERS_KEPT);
      this.rings = [
        ...this.rings.filter((ring) => now_ms - ring.began_ms < RING_MS),
        { offer: data, began_ms: now_ms },
      ];
      this.fired = data;
    },
  };

  #place(live: Live, now_ms: number): void {
    const before = this.visits.get(live.visit_id);
    const glide = before?.level_id === live.level_id ? this.glides.get(live.visit_id) : undefined;
    this.glides.set(live.visit_id, glideTo(glide, poseOf(live), now_ms, this.still));
    const trail = glide === undefined ? [] : (this.trails.get(live.visit_id) ?? []);
    this.trails.set(live.visit_id, [...trail, [live.x_m, live.y_m] as [number, number]].slice(-TRAIL_POINTS));
    this.visits.set(live.visit_id, live);
  }

  #forget(visitId: string): void {
    this.visits.delete(visitId);
    this.glides.delete(visitId);
    this.trails.delete(visitId);
  }
}
