import { api } from '../api/client';
import { answered } from '../api/problem';
import type { components } from '../api/schema';
import { randomId } from '../random';
import type { Place } from './ground';
import type { ReportView } from './uplink';

export type ProgressView = components['schemas']['ProgressView'];

const DEVICE = 'aislecast.survey.device';

/** What this phone calls itself towards the service, for good. */
export function deviceId(): string {
  const known = localStorage.getItem(DEVICE);
  if (known) return known;
  const made = randomId();
  localStorage.setItem(DEVICE, made);
  return made;
}

export function reportOf(storeId: string, walkId: string): Promise<ReportView> {
  const path = { store_id: storeId, walk_id: walkId };
  return answered(api.GET('/v1/stores/{store_id}/survey/walks/{walk_id}', { params: { path } }));
}

/** What is covered, and the way past what is left; `afresh` past everything. */
export function progressOf(
  storeId: string,
  levelId: string,
  start?: Place,
  afresh = false,
): Promise<ProgressView> {
  const query = {
    level_id: levelId,
    afresh,
    ...(start ? { start_x_m: start.x_m, start_y_m: start.y_m } : {}),
  };
  const path = { store_id: storeId };
  return answered(api.GET('/v1/stores/{store_id}/survey', { params: { path, query } }));
}
