import { editor } from './en/editor';
import { floor } from './en/floor';
import { problems } from './en/problems';
import { quality } from './en/quality';
import { health } from './en/health';
import { products } from './en/products';
import { storePages } from './en/store_pages';
import { survey } from './en/survey';

/** Every text of the console, in English. `ja.ts` must have the same keys and the same parameters. */

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export const en = {
  product: 'Aislecast',
  language: 'Language',
  theme: { label: 'Colours', auto: 'As the system', light: 'Light', dark: 'Dark' },
  skip: 'Skip to the content',
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  notFound: {
    title: 'There is no such page',
    body: 'The address may be mistyped, or the page has moved.',
    action: 'Go to the stores',
  },
  offline: 'This device is offline. You see what was known last.',
  account: { logOut: 'Log out', as: (login: string) => `Logged in as ${login}` },

  logIn: {
    title: 'Log in',
    lead: 'Aislecast shows what happens on your shop floor, now.',
    login: 'Name',
    password: 'Password',
    submit: 'Log in',
    submitting: 'Logging in…',
    show: 'Show the password',
    hide: 'Hide the password',
    wrong: 'Name and password do not match. Check both and try again.',
    missing: 'Enter your name and your password.',
    tooMany: (s: number) => `Too many attempts. Try again in ${count(s, 'second', 'seconds')}.`,
    ended: 'Your log-in has ended. Log in again and you are back where you were.',
    unreachable: 'The service does not answer. Nothing was sent; try again in a moment.',
    firstUser: 'No log-in yet? On the machine that runs Aislecast:',
    firstUserCommand: 'aislecast user add NAME',
  },

  stores: {
    title: 'Stores',
    search: 'Search stores',
    none: 'No store yet',
    noneBody:
      'A store begins with a plan: a picture of the floor is enough, drawings and map files save work.',
    noMatch: (words: string) => `No store matches “${words}”.`,
    add: 'Add a store',
    failed: 'The stores could not be loaded',
    failedBody: 'The service gave no answer. What is stored is not affected.',
    onFloor: (n: number) => count(n, 'shopper on the floor', 'shoppers on the floor'),
    offersToday: (n: number) => count(n, 'offer today', 'offers today'),
    revision: (n: number) => `Map revision ${n}`,
    standing: {
      published: (time: string) => `published ${time}`,
      draft: (n: number) => `open draft, ${n === 1 ? '1 change' : `${n.toLocaleString('en')} changes`}`,
      error: 'Predicted error',
      within: (half: string, nine: string) => `half within ${half} m, nine of ten ${nine} m`,
      notKnown: 'not worked out yet',
      beacons: 'Beacons',
      noBeacons: 'none on the map',
      beaconsWell: (n: number) => `${n.toLocaleString('en')}, none needs a hand`,
      faulty: (n: number) => (n === 1 ? '1 needs a hand' : `${n.toLocaleString('en')} need a hand`),
    },
    open: (name: string) => `Open the live floor of ${name}`,
    updated: (time: string) => `Not updated since ${time}`,
  },

  addStore: {
    title: 'Add a store from a plan',
    file: 'Plan of the floor',
    fileHint: 'A picture (PNG, JPEG), or a DXF drawing, IMDF archive (.zip), GeoJSON or store.json.',
    name: 'Name of the store',
    timeZone: 'Time zone',
    ofPlan: 'as the plan says',
    kind: 'What is it for?',
    live: 'Live store',
    liveHint: 'Real shoppers. Reports show groups of at least 20 people.',
    trial: 'Trial store',
    trialHint: 'Recordings and simulations. It can never become a live store.',
    submit: 'Add the store',
    submitting: 'Adding…',
    missing: 'Choose a file first.',
    exists: 'A store of this name exists already. Give it another name, or change the map of that store.',
    failed: (why: string) => `The store was not added. ${why}`,
  },

  storePages,
  survey,

  health,

  products,
  floor,
  problems,
  quality,
  editor,

  trial: {
    badge: 'Trial',
    explain: 'Trial store: recordings and simulations, not real customers. Groups of any size are shown.',
  },

  live: {
    title: 'Live floor',
    loading: 'Loading the floor…',
    missing: 'There is no such store',
    missingBody: 'It may have been removed, or the link is for another installation.',
    failed: 'The floor could not be loaded',
    failedBody: 'The service gave no answer. What is stored is not affected.',
    planLabel:
      'Floor plan with shoppers. Arrow keys move it, plus and minus zoom. The tables beside it hold the same values.',
    level: 'Level',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show the whole floor',
    beacons: 'Beacons',
    showBeacons: 'Show beacons',
    hideBeacons: 'Hide beacons',
    legend: 'Legend',
    beacon: 'Beacon',
    legendOk: 'Place known',
    legendSearching: 'Still searching: best guess',
    legendLost: 'Lost: last known place',
    legendRing: 'The outline holds the shopper about 2 times in 3',
    legendOffer: 'Offer sent here',
    search: 'Search zones and shoppers',
    searchNone: 'Nothing matches.',
    panels: 'Floor details',
    expand: 'Show more of the list',
    shrink: 'Show more of the floor',

    stream: {
      connecting: 'Connecting…',
      live: 'Live',
      stale: (time: string) => `No news since ${time}`,
      lost: (time: string) => `Connection lost. This is the floor at ${time}; trying again…`,
      lostNew: 'No connection to the floor yet; trying again…',
      offline: (time: string) => `Offline. This is the floor at ${time}.`,
    },

    zones: {
      title: 'Zones',
      zone: 'Zone',
      people: 'Shoppers',
      none: 'This level has no zones',
      noneBody: 'Draw zones in the map to see who is where.',
      select: (name: string) => `Show ${name} on the floor`,
    },

    shoppers: {
      title: 'Shoppers',
      caption: 'Shoppers on this floor',
      label: 'Shopper',
      place: 'Place',
      status: 'Position',
      precision: 'Within',
      age: 'Heard',
      ok: 'Known',
      searching: 'Searching',
      lost: 'Lost',
      nowhere: 'Between zones',
      metres: (m: string) => `± ${m} m`,
      none: 'Nobody is on the floor',
      noneBody: 'Shoppers appear here while their app streams with their consent.',
      noneTrial:
        'Send some: “aislecast sim stream” for simulated shoppers, “aislecast replay” for recordings.',
      otherLevel: (n: number) => `${count(n, 'shopper', 'shoppers')} on other levels`,
      follow: (label: string) => `Follow ${label}`,
      unfollow: 'Stop following',
      following: (label: string) => `Following ${label}`,
      left: (label: string) => `${label} has left`,
      stale: 'No news of late',
    },

    offers: {
      title: 'Offers',
      caption: 'Offers as they were sent',
      time: 'Time',
      campaign: 'Campaign',
      zone: 'Zone',
      shopper: 'Shopper',
      none: 'No offer yet',
      noneBody: 'An offer shows up here, and on the floor, the moment a campaign sends it.',
      fired: (campaign: string, zone: string) => `Offer sent: ${campaign}, ${zone}`,
      show: (campaign: string) => `Show on the floor where ${campaign} was sent`,
    },
  },

  ago: {
    now: 'now',
    seconds: (s: number) => `${s} s ago`,
    minutes: (min: number) => `${min} min ago`,
    hours: (h: number) => `${h} h ago`,
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    open: 'Keyboard shortcuts',
    everywhere: 'Everywhere',
    onFloor: 'On the live floor',
    help: 'Show this list',
    search: 'Search',
    stores: 'Go to the stores',
    leave: 'Stop following, leave what is open',
    pan: 'Move the floor (when it has the focus)',
    zoom: 'Zoom in and out',
    fit: 'Show the whole floor',
    nextShopper: 'Follow the next, the previous shopper',
    beacons: 'Show or hide the beacons',
    then: 'then',
    or: 'or',
    arrows: 'Arrow keys',
  },
};

export type Texts = typeof en;
