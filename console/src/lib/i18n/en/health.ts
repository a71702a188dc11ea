import { count } from './count';

/** Beacon health: read by whoever climbs the ladder. */
const at = (near: string) => (near === '' ? 'there' : `at ${near}`);

export const health = {
  title: 'Beacon health',
  loading: 'Loading the beacons…',
  failed: 'The beacons could not be loaded',
  none: 'There are no beacons on the map',
  noneBody: 'Place beacons in the map editor, or fit a survey: their health is told from visits.',
  needs: (n: number) => `${count(n, 'beacon needs', 'beacons need')} a hand`,
  allWell: (n: number) => `${count(n, 'beacon', 'beacons')}, none needs a hand as far as is known`,
  first: 'Needs a hand',
  others: 'The others',
  nothingFirst: 'Nothing to do.',
  nothingFirstBody: 'What visits tell of a beacon shows up here when it goes wrong.',
  near: (name: string, area: string) => (area === '' ? `Near ${name}` : `Near ${name}, ${area}`),
  /** What tells two beacons at one shelf apart. */
  told: (name: string, id: string) => `${name} · ${id}`,
  toMap: 'Show in the map editor',
  toFloor: 'Show on the live floor',
  unnamed: 'Beacon',
  show: (name: string) => `Show ${name} on the floor`,
  planLabel: 'Floor plan with the beacons. The lists beside it hold the same.',
  key: 'Id',
  lastHeard: 'Last heard',
  never: 'never',
  battery: 'Battery',
  temperature: 'Temperature',
  uptime: 'On since',
  state: 'State',
  level: 'Level',
  place: 'Place',
  area: 'Area',
  volts: (v: string) => `${v} V`,
  celsius: (c: string) => `${c} °C`,
  now: 'just now',
  ago: (text: string) => `${text} ago`,
  days: (n: number) => count(n, 'day', 'days'),
  hours: (n: number) => count(n, 'hour', 'hours'),
  minutes: (n: number) => count(n, 'minute', 'minutes'),
  left: (low: number, high: number) => `${low} to ${count(high, 'day', 'days')} left`,
  leftAtLeast: (low: number) => `at least ${count(low, 'day', 'days')} left`,
  leftUnknown: 'not known',
  since: (time: string) => `since ${time}`,
  tell: {
    silent: (near: string, ago: string, visits: number) =>
      `Not heard for ${ago}, while ${count(visits, 'visit', 'visits')} passed: look whether it hangs ${at(near)}, and change its battery.`,
    silentNever: (near: string, visits: number) =>
      `Never heard, in ${count(visits, 'visit', 'visits')}: look whether it hangs ${at(near)}, and change its battery.`,
    battery_empty: (near: string) => `Its battery is nearly empty: change it now. It hangs ${at(near)}.`,
    moved: (near: string, where: string) =>
      `It seems to hang elsewhere now (${where}): hang it back ${at(near)}, or have its new place surveyed.`,
    cloned: (near: string, where: string) =>
      `A second beacon sends the same id (${where}): find it and give it an id of its own. The right one hangs ${at(near)}.`,
    quieter: (near: string, db: string) =>
      `It is quieter than it was surveyed, by about ${db} dB: look whether something covers it ${at(near)}.`,
    louder: (near: string, db: string) =>
      `It is louder than it was surveyed, by about ${db} dB: was its power changed, or was it hung nearer ${at(near)}?`,
    restarts: (near: string, times: number) =>
      `It restarted at least ${count(times, 'time', 'times')} in a week: its battery sits loose or is weak. It hangs ${at(near)}.`,
    telemetry_stuck: (near: string) =>
      `It repeats the same telemetry, so its battery is not known: take the battery out and put it back, ${at(near)}.`,
    battery_low: (near: string) =>
      `Its battery ends soon: change it with the next round. It hangs ${at(near)}.`,
  },
  states: {
    silent: 'Not heard',
    battery_empty: 'Battery empty',
    moved: 'Moved',
    cloned: 'Two with one id',
    quieter: 'Too quiet',
    louder: 'Too loud',
    restarts: 'Restarts',
    telemetry_stuck: 'Telemetry stuck',
    battery_low: 'Battery low',
    well: 'Well',
    vague: 'Hardly surveyed: its signal cannot be judged',
    carried: 'Carried about: its address changes',
    unheard: 'Not heard yet',
  },
  legend: { bad: 'Now', warn: 'Soon', good: 'Well', quiet: 'Not known yet' },
  where: (x: string, y: string) => `about ${x} m, ${y} m on the plan`,
  whereUnknown: 'place not known',
  done: {
    battery_changed: 'Battery changed',
    hung_back: 'Hung back',
    saved: (name: string) => `Noted for ${name}. What was said against it before no longer counts.`,
    failed: (why: string) => `That was not noted. ${why}`,
    last: (what: string, time: string, who: string) => `${what}: ${time}, ${who}`,
  },
  history: {
    title: 'History by day',
    none: 'It has told nothing of itself yet: it sends no telemetry, or nobody passed.',
    day: 'Day',
    readings: 'Readings',
    boots: 'Restarts',
    close: 'Close the history',
  },
  swap: {
    open: 'Swap list',
    title: 'Batteries to change',
    within: 'Within',
    now: 'now',
    weeks: (n: number) => count(n, 'week', 'weeks'),
    print: 'Print',
    back: 'Back to the beacons',
    none: 'No battery has to be changed in that time, as far as is known.',
    unknown: (n: number) =>
      n === 1
        ? 'Of one beacon it is not known how long its battery lasts.'
        : `Of ${n} beacons it is not known how long their batteries last.`,
    made: (time: string) => `As of ${time}`,
    why: 'Why',
    tick: 'Done',
  },
  proposals: {
    title: 'Proposed maps',
    lead: 'Radio maps that were learnt anew from visits (aislecast store heal).',
    from: (revision: string, time: string) => `From revision ${revision}, ${time}`,
    accept: 'Publish this map',
    sure: 'Publish it? New visits will be tracked on it.',
    accepted: (revision: string) => `Published as revision ${revision}`,
    outdated: 'The map has changed since: heal it again.',
    refused: 'Did not hold on held-back walks: nothing to publish.',
    failed: (why: string) => `It was not published. ${why}`,
    change: (start: string, before: string, after: string) => `${start}: mean error ${before} m → ${after} m`,
    known: 'Start known',
    unknownStart: 'Start unknown',
  },
};
