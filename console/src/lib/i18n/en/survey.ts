import { count } from './count';

/** The guided survey. */
const seconds = (s: number) => `${(s * 1000).toLocaleString('en', { maximumFractionDigits: 0 })} ms`;

export const survey = {
  title: 'Survey',
  loading: 'Planning the walk…',
  failed: 'The survey could not be opened',
  failedBody: 'The service gave no answer. Taps that this phone keeps are not lost.',
  level: 'Level',
  map: 'Plan with the proposed walk, what is covered, and where to tap next',
  showAll: 'Show the whole floor',
  follow: 'Go along with the walk',
  share: 'Share of the floor that is covered',
  percent: (n: number) => `${n} % covered`,

  proposed: (m: string, taps: number) => `${m} m, ${count(taps, 'tap', 'taps')}.`,
  takes: (min: number) => `About ${count(min, 'minute', 'minutes')}.`,
  covered: 'Everything is covered. A second walk, the other way round, makes the map surer:',
  begin: 'Begin the walk',
  recorded: 'What is recorded',
  taps: 'Taps',
  tapsBody: 'Where you are, each time you tap. Between two taps, walk straight and evenly.',
  radio: 'Radio',
  motion: 'Motion',
  motionAsked:
    'Your phone’s motion, if you allow it when the walk begins. Hold the phone flat in front of you.',
  motionImpossible:
    'Not recorded: this browser tells a page of motion only over HTTPS, and only on a device with sensors. Taps and radio are enough to fit the map.',
  motionCount: {
    off: (_s: number) => 'Motion: not begun',
    on: (s: number) => `Motion: ${count(s, 'second', 'seconds')}`,
    denied: (_s: number) => 'Motion: not allowed',
    impossible: (_s: number) => 'Motion: not recorded',
  },

  next: 'Next:',
  kinds: {
    door: (name: string) => `stand at the entrance “${name}”`,
    corner: (name: string) =>
      name === '' ? 'stand by the corner of the wall' : `stand by the corner of ${name}`,
    open: (_name: string) => 'walk to the mark on the plan',
  },
  away: (m: string) => `· ${m} m from here`,
  corrected: 'Moved: your tap counts where you put the mark.',
  nothingLeft: 'All done.',
  nothingLeftBody: 'End the walk, or plan what is left.',
  here: 'I am here',
  undo: 'Undo the last leg',
  goBack: 'Go back to the mark and tap there: the next leg begins with that tap.',
  redo: 'Walk a piece again',
  redoTitle: 'Walk a piece again',
  redoBody: 'The legs between these two taps are taken back. Go to the first one and tap your way again.',
  redoFrom: 'From tap',
  redoTo: 'to tap',
  redoSubmit: 'Take back and walk again',
  pause: 'Pause',
  paused: 'Paused. Tap at a checkpoint to go on; nothing counts until then.',
  end: 'End the walk',
  more: 'Pause, walk a piece again, another checkpoint',
  skip: 'Leave this one for later',
  replan: 'Plan the rest from here',
  placeExactly: 'Place of the mark, in metres',
  moveLast: 'Correct the last tap to here',
  tapCount: (n: number) => count(n, 'tap', 'taps'),
  notKept: (why: string) => `This was not kept on the phone: ${why}. Free some space and try again.`,
  flaws: {
    backwards: 'The phone’s clock went back: this tap does not count.',
    'clock-set': 'The phone’s clock was set, or the phone slept: this leg does not count. Go on from here.',
    'too-long': 'This walk is longer than four hours: end it and begin another.',
    'too-slow': 'More than two minutes since the last tap: this leg does not count. Go on from here.',
    'too-fast': 'Nobody walks that fast: is the mark in the right place? This leg does not count.',
    'no-such-tap': 'The tap that was to be changed is not there any more.',
    'after-the-end': 'The walk had ended already.',
  },

  lines: {
    sent: (_n: number) => 'All sent',
    sending: (n: number) => `Sending ${n}…`,
    offline: (n: number) => `Offline: ${n} kept on this phone`,
    failing: (n: number) => `The service fails, tried again: ${n} kept on this phone`,
    refused: (n: number) => `Refused: ${n} kept on this phone`,
  },
  offlineSince: (n: number, time: string) => `Offline since ${time}: ${n} kept on this phone`,
  refusedBody: (why: string) => `The service does not take this walk: ${why}`,
  drop: 'Throw this walk away',
  stayOpen: 'Keep this page open: without HTTPS it cannot be loaded again while there is no network.',

  ending: 'The walk has ended. What is left is being sent; you may keep the phone in your pocket.',
  done: 'This walk is with the service',
  legs: 'Legs',
  heard: (n: number, of: number) =>
    `${count(n, 'sighting', 'sightings')} of ${count(of, 'beacon', 'beacons')} between your taps.`,
  unjoined: (n: number) =>
    `${count(n, 'sighting', 'sightings')} at times that are not known well enough: bring the scanner online once, then ask again.`,
  noRadio: 'Nothing was heard yet. Send what the scanner kept: aislecast survey send FILE.',
  clocks: 'Clocks',
  clockError: (phone: number | null, scanner: number | null) =>
    phone === null
      ? 'Not known yet.'
      : `Phone within ${seconds(phone)}${scanner === null ? '' : `, scanner within ${seconds(scanner)}`}.`,
  follows: 'Recorded all along: this walk can also be followed, to measure how good positioning is.',
  fitAlone: 'Not recorded all along: this walk fits the map, but it cannot be followed (track, evaluate).',
  again: 'What is left?',
  refresh: 'Ask again',
  addLog: 'Add a recording that an app made on this phone',
  addLogBody: 'A recording as docs/recordings.md describes it, of this same phone:',
  logAdded: 'Added.',
  logRefused: (why: string) => `Not added: ${why}`,

  scanner: {
    none: 'No scanner is paired: no radio is recorded.',
    why: 'A browser cannot listen to beacons in the background. Carry a laptop or a Raspberry Pi along that does; it needs no network while you walk.',
    pair: 'Show a pairing code',
    type: 'On the laptop or Pi, type:',
    lasts: 'The code pairs one scanner and lasts half an hour.',
    failed:
      'There is no code without the service. Pair before you go offline, or send the scanner’s file later.',
    hears: (name: string, n: number) => `${name} hears for you: ${count(n, 'sighting', 'sightings')}, last`,
    silent: 'nothing yet',
    release: 'End the pairing',
  },
};
