import type { Code } from './problems';
import { n, s, type Text } from './facts';

/** What readers of plans, pictures and recordings refuse. */
export const files = {
  'archive-broken': () => 'This archive cannot be unpacked.',
  'archive-file-twice': (f) => `The archive holds ${s(f, 'file')} twice.`,
  'archive-lacks': (f) => `This is no whole IMDF archive: the file ${s(f, 'file')} is missing.`,
  'archive-leads-out': () => 'The archive names a file that lies outside of it.',
  'archive-too-large': (f) => `The archive unpacks to more than ${n(f, 'most_mb')} MB.`,
  'archive-too-many': (f) => `The archive holds ${n(f, 'count')} files; a plan has at most ${n(f, 'most')}.`,
  'coordinates-unreadable': () => 'Its coordinates cannot be read.',
  'dxf-broken': () => 'This is no DXF drawing that can be read.',
  'dxf-layers': (f) =>
    `No layer of the drawing is known by its name for walls, fixtures, rooms or the outline. It has: ${s(f, 'layers')}.`,
  'dxf-not-read-here': () => 'This service was installed without what reads DXF drawings.',
  'dxf-parts': (f) => `The drawing has more than ${n(f, 'most')} parts, or blocks without end.`,
  'dxf-unit': () => 'The drawing does not say its unit of length ($INSUNITS).',
  'field-unknown': () => 'This version does not know this field.',
  'floor-left-of-origin': () => 'The picture lies wholly left of or below the corner of the floor.',
  'floor-size': (f) => `${n(f, 'width_m')} × ${n(f, 'height_m')} m is no size of a floor.`,
  'geometry-kind': (f) => `Its geometry has to be of type ${s(f, 'kinds')}.`,
  'id-twice': (f) => `The id ${s(f, 'id')} is used twice.`,
  'level-missing': (f) => `It lies on level ${s(f, 'level')}, which is not there or has no outline.`,
  'level-twice': () => 'There is a level of that id already.',
  'measure-alone': () => 'A picture needs a distance between two of its points, or two placed points.',
  'measure-nothing': (f) => `Two points ${n(f, 'distance_m')} m apart: that says nothing of the scale.`,
  'measure-outside': (f) =>
    `(${n(f, 'x_px')}, ${n(f, 'y_px')}) lies outside the picture of ${n(f, 'width_px')} × ${n(f, 'height_px')} pixels.`,
  'member-missing': (f) => `Its member ${s(f, 'member')} is missing.`,
  'nested-too-deeply': () => 'It is nested too deeply to be read.',
  'no-degrees': () => 'Its coordinates are no longitudes and latitudes.',
  'no-geojson': () => 'This is no GeoJSON feature collection.',
  'no-json': () => 'This is no JSON file.',
  'no-store-file': () => 'This is no store file.',
  'no-venue-outline': () => 'The plan has no outline of a floor.',
  'no-zone': (f) => `A face looks out on zone ${s(f, 'zone')}, which is not on its level.`,
  'outline-crosses': (f) => `Its outline crosses itself at (${s(f, 'at_m')}) m.`,
  'picture-broken': () => 'The picture is not whole.',
  'picture-inflates': () => 'The picture unpacks to far more pixels than it says to have.',
  'place-never-set': () => 'It lies at (0, 0): a place that nobody set.',
  'points-mirrored': () => 'The placed points are mirrored: on the floor, y runs up the plan.',
  'store-too-new': (f) =>
    `The file was written in version ${n(f, 'version')}; this service reads up to ${n(f, 'newest')}.`,
  'taps-doubtful': (f) =>
    `From the tap at (${s(f, 'from_m')}) to that at (${s(f, 'to_m')}) m it is ${n(f, 'straight_m')} m, the steps come to ${n(f, 'walked_m')} m. Walk this piece again.`,
  'value-of-other-kind': () => 'This value is of another kind than is needed.',
  'value-outside': (f) => `It has to be from ${n(f, 'ge')} to ${n(f, 'le')}.`,
  'value-unusable': () => 'This value cannot be used.',
  'walk-too-large': () => 'The recording is too large.',
  'walk-without-motion': () => 'This is no recorded walk: it holds no samples of an accelerometer.',
  'walks-unplaced': (f) => `Walks without two waypoints: ${n(f, 'count')}.`,
} satisfies Partial<Record<Code, Text>>;
