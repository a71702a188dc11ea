/** What a link to the floor keeps: level, camera, who is followed, which zone is selected, beacons. */
export interface FloorView {
  level: string | null;
  camera: Camera | null;
  follow: string | null;
  zone: string | null;
  beacons: boolean;
}

export interface Camera {
  x_m: number;
  y_m: number;
  px_per_m: number;
}

/** `at=12.30,8.10,42.5`: centre in metres and pixels a metre. Anything else is no camera: the whole floor. */
export function readCamera(text: string | null): Camera | null {
  const parts = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x_m, y_m, px_per_m] = parts;
  if (parts.length !== 3 || x_m === undefined || y_m === undefined || px_per_m === undefined) return null;
  if (!parts.every(Number.isFinite) || px_per_m <= 0 || px_per_m > 10_000) return null;
  return { x_m, y_m, px_per_m };
}

export const writeCamera = ({ x_m, y_m, px_per_m }: Camera): string =>
  `${x_m.toFixed(2)},${y_m.toFixed(2)},${Number(px_per_m.toPrecision(4))}`;

export function readView(query: URLSearchParams): FloorView {
  return {
    level: query.get('level'),
    camera: readCamera(query.get('at')),
    follow: query.get('follow'),
    zone: query.get('zone'),
    beacons: query.get('beacons') === '1',
  };
}

export function writeView(view: FloorView): URLSearchParams {
  const query = new URLSearchParams();
  if (view.level !== null) query.set('level', view.level);
  if (view.camera !== null) query.set('at', writeCamera(view.camera));
  if (view.follow !== null) query.set('follow', view.follow);
  if (view.zone !== null) query.set('zone', view.zone);
  if (view.beacons) query.set('beacons', '1');
  return query;
}
