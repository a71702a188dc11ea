import { files } from './files';
import { n, s, type Code, type Facts, type Text } from './facts';

const bound = ({ ge, gt, le, lt }: Facts): string => Number(ge ?? gt ?? le ?? lt).toLocaleString('en');

const codes: Record<Code, Text> = {
  ...files,
  'always-there': () => 'This part of a map cannot be taken away.',
  'arrow-too-short': () => 'The north arrow has no length: draw it longer.',
  'beacons-changed': (f) =>
    `The beacons of ${s(f, 'level')} were changed since revision ${n(f, 'revision')}, to which this map was fitted. Fit again.`,
  'cells-too-many': (f) => `${n(f, 'cells')} cells in a table of ${n(f, 'columns')} columns`,
  'column-twice': (f) => `Two columns are “${s(f, 'column')}”.`,
  'columns-full': (f) => `More than ${n(f, 'most')} columns.`,
  'corners-full': (f) =>
    `All areas and walls of a store have at most ${n(f, 'most')} corners: draw with fewer.`,
  'draft-empty': () => 'The draft changes nothing.',
  'draft-too-large': (f) => `The map would have more than ${n(f, 'most_mb')} MB.`,
  'face-unclear': (f) => `${n(f, 'count')} faces are called ${s(f, 'face')}: use the id, or name the level`,
  'faces-full': (f) => `A product stands on ${n(f, 'most')} faces at most.`,
  'far-outside': (f) =>
    `(${n(f, 'x_m')}, ${n(f, 'y_m')}) lies far outside the level of ${n(f, 'width_m')} × ${n(f, 'height_m')} m.`,
  'features-full': (f) => `A store has at most ${n(f, 'most')} features.`,
  'few-waypoints': (f) => `${n(f, 'count')} waypoints: a survey walk has two and more.`,
  'field-missing': () => 'This is missing.',
  'file-no-text': (f) =>
    `Line ${n(f, 'line')} is no text that can be read: save the file as UTF-8 or Shift_JIS.`,
  'file-too-large': (f) => `More than ${n(f, 'most_mb')} MB.`,
  'gtin-check-digit': (f) => `The check digit of ${s(f, 'gtin')} should be ${s(f, 'right')}.`,
  'gtin-length': (f) => `${n(f, 'digits')} digits, not 8, 12, 13 or 14: spreadsheets drop zeros at the left.`,
  'gtin-no-digits': (f) => `${s(f, 'text')} is no product number.`,
  'gtin-rounded': (f) => `${s(f, 'text')} was rounded by a spreadsheet: format the column as text.`,
  'last-level': () => 'A store has at least one level.',
  'line-twice': (f) => `says the same as line ${n(f, 'line')}`,
  'lines-full': (f) => `More than ${n(f, 'most')} lines.`,
  'lines-wrong': (f) => `${n(f, 'count')} lines are wrong; nothing was stored.`,
  'list-too-long': (f) => `Too many: ${n(f, 'max_length')} are the most.`,
  'log-cut': () => 'The file is not whole: its compression breaks off.',
  'log-empty': () => 'This is no recording: it holds neither a beacon nor an accelerometer sample.',
  'logs-full': (f) => `${n(f, 'most')} logs are the most of a walk.`,
  'no-beacons': (f) => `${s(f, 'level')} has no beacons to predict from.`,
  'no-column': (f) => `A column is missing. It may be called: ${s(f, 'choices')}.`,
  'no-columns': () =>
    'The first line names no column that is known: gtin (JAN), name, category, face, level.',
  'no-face': (f) => `Not on the map: ${s(f, 'faces')}.`,
  'no-level': (f) => `The store has no level ${s(f, 'level')}.`,
  'no-number': () => 'This is no number.',
  'no-outline': (f) => `Level ${s(f, 'level')} has no outline.`,
  'no-picture': () => 'This is no picture: PNG or JPEG is needed.',
  'no-plan': () => 'This is no floor plan: no PNG or JPEG picture, DXF, GeoJSON, IMDF or store file.',
  'no-result': () => 'This job has no result.',
  'not-among-choices': () => 'This is none of the choices.',
  'number-too-large': (f) => `At most ${bound(f)}.`,
  'number-too-small': (f) => `At least ${bound(f)}.`,
  'other-store': (f) => `The document is of the store ${s(f, 'of')}, not of ${s(f, 'wanted')}.`,
  'picture-too-large': (f) =>
    `The picture has ${n(f, 'width_px')} × ${n(f, 'height_px')} pixels; at most ${n(f, 'most_side_px')} a side and ${n(f, 'most_px')} in all are shown.`,
  'pictures-full': (f) => `The store has ${n(f, 'most')} pictures already.`,
  'plan-too-much': (f) => `Reading this plan takes too much memory, or more than ${n(f, 'longest_s')} s.`,
  'product-otherwise': (f) => `line ${n(f, 'line')} calls the same product otherwise`,
  'products-changed': () =>
    'The store’s products have changed since the differences were shown. Compare again.',
  'products-full': (f) => `A store has at most ${n(f, 'most')} products.`,
  'proposal-outdated': (f) =>
    `This map was made of revision ${n(f, 'revision')}; the store is at ${n(f, 'current')}.`,
  'proposal-refused': () =>
    'This map did not hold on walks that were kept back: there is nothing to publish.',
  'published-already': (f) => `This was published already, as revision ${n(f, 'revision')}.`,
  'published-between': () => 'Another map was published in between. Try again.',
  'quotes-open': () => 'The quotes of this line do not fit; the lines after it were not read.',
  'revision-same': (f) => `Revision ${n(f, 'number')} is what the store has already.`,
  'role-needed': (f) => `This needs the role ${s(f, 'roles')}; yours is ${s(f, 'yours')}.`,
  'scales-contradict': (f) =>
    `Two scales contradict each other: ${n(f, 'one_m')} m over ${n(f, 'one_px')} pixels, but ${n(f, 'other_m')} m over ${n(f, 'other_px')}.`,
  'store-exists': (f) => `There is a store ${s(f, 'id')} already.`,
  'text-too-long': (f) => `At most ${n(f, 'max_length')} characters.`,
  'text-too-short': (f) => `At least ${n(f, 'min_length')} characters.`,
  'text-unseen': () => 'This holds characters that nobody sees.',
  'unreadable-plan': (f) => `The plan cannot be read: ${s(f, 'reason')}`,
  'unreadable-walk': (f) => `This is no recorded walk: ${s(f, 'reason')}`,
  'unusable-measure': (f) => `This measure says nothing: ${s(f, 'reason')}`,
  'user-exists': (f) => `There is a user ${s(f, 'login')} already.`,
  'walk-elsewhere': () => 'This walk belongs to another phone, or another place.',
  'walk-full': (f) => `A walk holds no more than ${n(f, 'most')} of these: end it and begin another.`,
  'walk-name': () => 'A walk’s file has letters, digits, . - and _, and ends in .txt or .txt.gz.',
  'walk-name-taken': (f) => `Another walk has the name ${s(f, 'name')}.`,
  'walk-there': (f) => `The same walk is there as ${s(f, 'name')}.`,
  'walks-full': (f) => `${n(f, 'most')} walks are the most. Delete old ones.`,
};

/** Kinds of problems, by the end of their `type`: `urn:aislecast:problem:conflict`. */
const types: Record<string, Text> = {
  'not-found': () => 'This is not there, or not any more.',
  conflict: () => 'Something was changed in between. Load the page again and look.',
  refused: () => 'You may not do this.',
  'not-authenticated': () => 'Your log-in has ended. Log in again.',
  'invalid-input': () => 'The service does not take this.',
  'too-many-requests': (f) => `Too much at once. Try again in ${n(f, 'retry_after_s')} s.`,
  'service-busy': (f) => `The service is busy. Try again in ${n(f, 'retry_after_s')} s.`,
  'database-failed': () => 'The service cannot store anything just now. Nothing was changed; try again.',
  'draft-conflict': () =>
    'Somebody else changed the same. Nothing of yours is lost: look at both and choose.',
  'draft-moved': () => 'Somebody else changed the draft at the same moment. Try again.',
  'unpublishable-draft': () => 'The map still has errors: look at the list of problems.',
};

/** What the framework itself answers has no kind. */
const statuses: Record<number, string> = {
  404: 'This page of the service is not there.',
  405: 'The service does not take this.',
  413: 'This is too large.',
  500: 'The service failed; it was logged.',
  503: 'The service is busy. Try again in a moment.',
};

/** What fields are called, by the end of their place in a request. */
const fields: Record<string, string> = {
  name: 'Name',
  category: 'Category',
  gtin: 'Product number',
  face: 'Face',
  level: 'Level',
  time_zone: 'Time zone',
  note: 'Note',
  count: 'Number',
  error_m: 'Error',
  map_error_m: 'Error of the map',
  further: 'Further ones',
  login: 'Name',
  password: 'Password',
};

/** What the service refuses, in words: by code, else by kind, else by status. */
export const problems = {
  codes,
  types,
  statuses,
  fields,
  of: (field: string, text: string) => `${field}: ${text}`,
};
