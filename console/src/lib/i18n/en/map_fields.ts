/** What features of the map are made of, as a person compares it; and what came after the editor's first texts. */
const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const mapFields = {
  names: {
    name: 'Name',
    kind: 'Kind',
    place: 'Middle (m)',
    size: 'Size (m)',
    corners: 'Corners',
    category: 'Category',
    walkable: 'Shoppers walk in it',
    sd_m: 'Known to within (m)',
    heading_rad: 'Shoppers walk in towards',
    normal: 'Faces towards',
    reach_m: 'Looked at from up to (m)',
    zone_id: 'Zone in front',
    unit_id: 'Room',
    ordinal: 'Storey (0: ground floor)',
    north_rad: 'North, from up, clockwise',
    picture: 'Picture',
    origin: 'Where on Earth',
    time_zone: 'Time zone',
  },
  /** Rules that the desk does not set; the others have their names in the form of the store. */
  rules: {
    enter_probability: 'In a zone: from a probability of',
    exit_probability: 'Out of a zone: below a probability of',
    facing_probability: 'Looks at a shelf: from a probability of',
    facing_half_angle_rad: 'Looks at a shelf: turned away by at most',
  },
  yes: 'yes',
  no: 'no',
  none: 'none',
  change: (field: string, before: string, after: string) => `${field}: ${before} → ${after}`,
};

export const mapLevels = {
  unsent: {
    title: 'Edits that were not sent',
    left: (n: number, when: string) =>
      `${count(n, 'edit', 'edits')} of yours from ${when} never reached the service: the page was closed before.`,
    takeUp: 'Put into the draft',
    giveUp: 'Throw away',
  },
  levelsForm: {
    title: 'Levels',
    add: 'Add a level',
    name: 'Name of the level',
    ordinal: 'Storey (0: ground floor)',
    picture: 'Picture of its plan (PNG, JPEG)',
    pictureHint: 'Without a picture the level is an empty rectangle of this size.',
    width: 'Width (m)',
    depth: 'Depth (m)',
    submit: 'Add the level',
    missing: 'A level needs a name and a size.',
    under: (level: string) => `Picture under ${level}`,
    put: 'Put it there',
    putHint:
      'What is drawn stays. Tell afterwards which places of the picture are which places of the floor.',
    noFile: 'Choose a picture first.',
  },
  places: {
    by: 'Measured by',
    distances: 'distances',
    places: 'places',
    lead: 'Click a spot of the picture, then where it belongs on the floor: a corner that is drawn, or typed metres. Three or more places show how well they fit.',
    place: (n: number, column: string, row: string) => `Place ${n}: column ${column}, row ${row}`,
    x: (n: number) => `x of place ${n} (m)`,
    y: (n: number) => `y of place ${n} (m)`,
    remove: (n: number) => `Remove place ${n}`,
    residual: (m: string) => `The places agree to ${m} m (root mean square).`,
    tooFew: 'A third place shows how well they fit.',
    apply: 'Move the picture there',
    stays: 'What is drawn stays where it is; only the picture moves.',
    byNumbers: 'Add a place by numbers',
    column: 'column',
    row: 'row',
    xField: 'x (m)',
    yField: 'y (m)',
  },
};
