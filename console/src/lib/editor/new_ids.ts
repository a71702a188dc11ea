import type { Kind } from './feature';

/** Letters in front of numbers; two people who draw at once do not make the same id. */
const PREFIX: Partial<Record<Kind, string>> = {
  unit: 'unit',
  fixture: 'fixture',
  wall: 'wall',
  entrance: 'entrance',
  zone: 'zone',
  face: 'face',
  code: 'code',
};
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const LENGTH = 8;

/** An unused id: eight random characters of 31 are 8.5e11 possibilities. */
export function newId(kind: Kind, taken: (id: string) => boolean): string {
  for (;;) {
    const random = crypto.getRandomValues(new Uint8Array(LENGTH));
    const id = `${PREFIX[kind] ?? kind}-${[...random].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
    if (!taken(id)) return id;
  }
}

/** "Shelf 12" after "Shelf 11": one more than the greatest number in use. */
export function nextName(base: string, names: Iterable<string>): string {
  let greatest = 0;
  for (const name of names) {
    if (!name.startsWith(base)) continue;
    const number = Number(name.slice(base.length).trim());
    if (Number.isInteger(number)) greatest = Math.max(greatest, number);
  }
  return `${base} ${greatest + 1}`;
}

const IBEACON = /^ibeacon:([0-9a-f-]{36})\/(\d{1,5})\/(\d{1,5})$/;
const LAST_MINOR = 65_535;

/** The iBeacon key to give to the next beacon: the store's own UUID and its level's number, the next free minor. */
export function nextBeaconKey(keys: Iterable<string>, ordinal: number, newUuid: () => string): string {
  const known = [...keys].flatMap((key) => {
    const found = IBEACON.exec(key);
    return found ? [{ uuid: found[1] ?? '', major: Number(found[2]), minor: Number(found[3]) }] : [];
  });
  const uuid = known.at(-1)?.uuid ?? newUuid();
  const major = known.at(-1)?.major ?? Math.max(0, ordinal) + 1;
  const used = new Set(
    known.filter((one) => one.uuid === uuid && one.major === major).map((one) => one.minor),
  );
  let minor = 1;
  while (used.has(minor) && minor < LAST_MINOR) minor += 1;
  return `ibeacon:${uuid}/${major}/${minor}`;
}
