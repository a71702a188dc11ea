import { count } from './count';

/** The page on how good positioning is: predicted and measured error, fits, planned beacons. */

export const quality = {
  title: 'Quality',
  loading: 'Loading what is known of the map…',
  failed: 'The quality of the map could not be loaded',
  planLabel:
    'Floor plan with the shown values. Arrow keys move it, plus and minus zoom. The tables beside it hold the same values.',
  panels: 'Figures and tasks',
  tabs: { now: 'Now', fit: 'Fit', plan: 'Plan beacons' },
  metres: (value: string) => `${value} m`,
  range: (low: string, high: string) => `${low} to ${high} m`,
  near: {
    inside: (name: string) => `in ${name}`,
    away: (metres: string, name: string) => `${metres} m from ${name}`,
  },
  notMeasured: 'not measured',
  notKnown: 'not known',

  layers: {
    label: 'Shown on the floor',
    predicted: 'Predicted error',
    measured: 'Measured error',
    walked: 'Walked',
    plan: 'With the plan',
    grid: 'With the best grid',
    none: 'Nothing of this is known here yet.',
  },
  legend: {
    error: 'Mean error, metres',
    walked: 'Time walked, seconds in a cell',
    scale: 'Colours',
    viridis: 'Viridis',
    cividis: 'Cividis',
    contours: 'Lines join places of the same error.',
    here: (value: string) => `Here: ${value}`,
  },

  start: {
    label: 'For people who',
    known: 'came in by the one door',
    /** On a level without exactly one door. */
    placed: 'began at a place that is known',
    unknown: 'were searched for',
  },
  go: {
    map: (place: string) => `Open the map editor at ${place}`,
    survey: (place: string) => `Survey again at ${place}`,
    column: 'Go there',
  },
  half: 'Half of all people within',
  nine: 'Nine of ten within',
  mapError: 'The map itself is off by',
  beacons: 'Beacons on the map',
  changing: (n: number) =>
    `${count(n, 'transmitter changes', 'transmitters change')} its address: no prediction counts on it.`,
  explain:
    'Predicted for people who have walked a while: what the radio map allows (Cramér-Rao), scaled by how far off people were on held-back survey walks where it was fitted to enough of them.',

  empty: {
    noBeacons: 'No beacons on this level yet',
    noBeaconsBody:
      'First hang beacons, or plan where to: the plan tells the error before a single one is bought. Then survey the floor and fit the radio map.',
    plan: 'Plan beacons',
    byHand:
      'Nobody has surveyed this level: beacons are as they were placed by hand. A survey makes the prediction, and the positions, better.',
    fit: 'Fit a radio map',
  },
  assess: {
    working: 'The error of this map is being worked out',
    failed: 'The error could not be worked out',
  },

  worst: {
    title: 'Worst places',
    place: 'Place',
    error: 'Mean error',
    show: (place: string) => `Show ${place} on the floor`,
  },
  thin: {
    title: 'Where to walk again',
    none: 'The survey is nowhere thin.',
    more: (shown: number, all: number) => `${shown} of ${all} spots are listed, those that gain most.`,
    reason: 'Why',
    area: 'Ground',
    reasons: {
      unwalked: 'no walk came near',
      unheard: 'too little is heard',
      'walked once': 'one walk only',
    } as Record<string, string>,
    squareMetres: (value: string) => `${value} m²`,
  },
  shared: {
    title: 'Shared ids',
    none: 'No id is shared by several transmitters.',
    some: (n: number) =>
      `${count(n, 'id is', 'ids are')} carried by several transmitters. The map tells them apart by address; phones that hide addresses cannot.`,
  },
  measured: {
    title: 'Measured on held-back walks',
    none: 'Not measured: the map in force was not fitted here, or its walks were too few.',
    explain: 'Each walk followed live, from an unknown start, on a map that was fitted without it.',
    mean: 'Mean error',
    meanPredicted: 'Predicted at the same places',
    median: 'Half within',
    q90: 'Nine of ten within',
    of: (walks: number, waypoints: number) =>
      `${count(walks, 'walk', 'walks')}, ${count(waypoints, 'waypoint', 'waypoints')}`,
    agreement: 'Rank agreement by cell',
    cells: (n: number) => count(n, 'cell', 'cells'),
    known: 'From known starts',
    inside: (share: string) => `${share} % inside the claimed 95 %`,
    interval: (low: string, high: string) => `95 %: ${low} to ${high}`,
  },
  table: {
    title: 'All values, by squares of 10 m',
    square: 'Square (x, y)',
    predicted: 'Predicted',
    measured: 'Measured',
    sample: 'Walks / waypoints',
    walked: 'Walked',
    seconds: (value: string) => `${value} s`,
  },

  fit: {
    walks: (n: number) => `${count(n, 'uploaded walk', 'uploaded walks')}`,
    guided: (n: number) => `${count(n, 'guided walk', 'guided walks')}`,
    and: ', ',
    noWalks: 'No survey walk of this level is stored',
    noWalksBody:
      'Walk the floor with the survey page, or upload recordings with waypoints. A first map takes about ten walks of a minute.',
    upload: 'Upload recordings…',
    uploading: (done: number, all: number) => `Uploading ${done} of ${all}`,
    uploaded: (n: number) => `${count(n, 'walk', 'walks')} stored.`,
    refused: (name: string, why: string) => `${name}: ${why}`,
    start: 'Fit the radio map',
    operatorsOnly: 'An operator fits, plans and publishes. You see what they find.',
    result: 'The fitted map beside the one in force',
    figure: 'Figure',
    inForce: 'In force',
    fitted: 'Fitted',
    transmitters: 'Transmitters',
    mapError: 'Off at a place by',
    heldBack: 'Mean error of held-back walks',
    tooBold:
      'Its claims are too bold: even the largest map error that was tried does not make them honest. Positions will look surer than they are.',
    worse: (now: string, before: string) =>
      `It is worse than the map in force: held-back walks were off by ${now} on average, with the map in force by ${before}.`,
    sure: 'Publish a map that is in doubt?',
    changes: (appeared: number, gone: number, moved: number) =>
      `${appeared} new, ${gone} gone, ${moved} elsewhere.`,
    leftOut: (n: number) => `${count(n, 'recording or piece was', 'recordings or pieces were')} left out`,
    note: 'What is said of this revision',
    noteDefault: (walks: number) => `Radio map from ${count(walks, 'survey walk', 'survey walks')}`,
    publish: 'Publish as the next revision',
    publishDespite: 'Publish in spite of this…',
    published: (revision: number) => `In force as revision ${revision}. Visits that begin now use it.`,
    publishedBefore: (revision: number) => `Published as revision ${revision}.`,
    none: 'No fit has been made here yet.',
  },

  plan: {
    lead: 'Where to hang beacons, by the error that they will give: on ceilings, walls and shelf tops.',
    ask: 'What is asked for',
    count: 'So many beacons',
    error: 'An error that half of all people stay within',
    next: 'The next ones to add',
    howMany: 'How many',
    within: 'Within, in metres',
    survey: 'How it will be surveyed',
    taps: 'by taps every few metres (map off by 1 m)',
    legs: 'by walks of ten metres between points (map off by 3 m)',
    asMap: 'as the map in force says',
    start: 'Plan',
    result: 'The plan',
    beacons: (n: number) => count(n, 'beacon', 'beacons'),
    kept: (n: number) => `${count(n, 'beacon that hangs', 'beacons that hang')} already`,
    planned: 'Planned',
    grid: 'Best regular grid',
    gridNote: 'The best of 288 regular grids of as many: easier to put up.',
    better: (percent: string) => `The plan’s 90 % error is ${percent} % smaller than the grid’s.`,
    open: 'Nothing is known of what shelves and walls take off; only a survey knows.',
    list: 'Where they hang',
    nextTitle: 'Next to add',
    then: (share: string, error: string) => `then ${share} % within ${error} m`,
    mounts: { 'shelf top': 'shelf top', wall: 'wall', ceiling: 'ceiling' } as Record<string, string>,
    take: 'Take over into the draft',
    takeGrid: 'Take the grid over into the draft',
    replaces: (n: number) =>
      `They take the place of all beacons of the draft. The map in force has ${count(n, 'beacon', 'beacons')}.`,
    taken: (n: number) =>
      `${count(n, 'beacon is', 'beacons are')} in the draft now. Publish it on the map page.`,
    openMap: 'Open the map',
    none: 'No plan has been made here yet.',
  },

  job: {
    queued: 'Waits for the jobs before it',
    left: (time: string) => `about ${time} left`,
    seconds: (n: number) => count(n, 'second', 'seconds'),
    minutes: (n: number) => count(n, 'minute', 'minutes'),
    progress: (percent: number) => `${percent} % done`,
    cancel: 'Cancel',
    failed: (why: string) => `It failed: ${why}`,
    cancelled: 'It was cancelled.',
    interrupted: 'The service ended while it ran. Nothing came of it; ask again.',
    reasons: {
      noWalks: 'no survey walk of this level is stored.',
      uselessWalks: 'no stored walk has two waypoints and heard a beacon.',
      noGround: 'nobody can walk on this level: draw its outline, and leave aisles between the fixtures.',
      outOfReach: (share: string, wanted: string, beacons: string, reached: string) =>
        `${share} % of all people within ${wanted} m is out of reach: ${beacons} beacons give ${reached} m. A better survey, or a larger error, is needed.`,
      database: 'the service could not read what it has stored. Try again.',
      defect: 'the service failed; it was logged.',
    },
    begins: 'It begins',
    stages: {
      reading: 'Reading the walks',
      paths: 'Laying paths between waypoints, on maps of four fifths of the walks',
      whole: 'Fitting the whole map',
      tracking: 'Following held-back walks',
      judging: 'Comparing predicted and measured error',
      predicting: 'Predicting the error',
      first: 'First places',
      grids: 'Regular grids to compare with',
      exchange: 'Better places, beacon by beacon',
      howMany: 'How many it takes',
    },
  },
};
