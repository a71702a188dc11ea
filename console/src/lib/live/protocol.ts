/** Events of `GET /v1/stores/{id}/live` (docs/api.md). OpenAPI does not describe server-sent events. */

export type PoseStatus = 'searching' | 'ok' | 'lost';

export interface Live {
  visit_id: string;
  label: string;
  level_id: string;
  x_m: number;
  y_m: number;
  heading_rad: number;
  sd_major_m: number;
  sd_minor_m: number;
  sd_angle_rad: number;
  status: PoseStatus;
  zone_ids: string[];
  updated_at: string;
}

export interface Offer {
  delivery_id: string;
  visit_id: string;
  label: string;
  campaign_id: string;
  campaign_name: string;
  title: string;
  zone_id: string;
  zone_name: string;
  level_id: string;
  x_m: number;
  y_m: number;
  decided_at: string;
}

export interface Snapshot {
  at: string;
  store_id: string;
  revision: number;
  kind: 'live' | 'trial';
  visits: Live[];
  offers: Offer[];
}

export interface VisitChange {
  visit_id: string;
  label: string;
  state: 'opened' | 'closed';
  reason?: string;
}

export interface LiveEvents {
  snapshot: Snapshot;
  positions: { at: string; visits: Live[] };
  beat: { at: string };
  visit: VisitChange & { at: string };
  offer: Offer & { at: string };
}

export type LiveEventName = keyof LiveEvents;
export const LIVE_EVENTS: readonly LiveEventName[] = ['snapshot', 'positions', 'beat', 'visit', 'offer'];
