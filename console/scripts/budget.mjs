// What a person downloads before the first page shows, gzip-compressed: at most 250 kB. Lazy routes are listed beside it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 250;
const dist = join(dirname(fileURLToPath(import.meta.url)), '../../campaigns/console_dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

/** Files of a chunk, of its styles and of all that it imports at once. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const imported of chunk.imports ?? []) filesOf(imported, seen);
  return seen;
}

const size = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000;
const row = (name, kilobytes) => console.log(`${name.padEnd(44)} ${kilobytes.toFixed(1).padStart(7)} kB`);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const initial = filesOf(entry);
const initialKb = size([...initial]);
row('initial bundle (limit 250.0 kB)', initialKb);
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  row(`  + ${key}`, size([...filesOf(key)].filter((file) => !initial.has(file))));
}
if (initialKb > LIMIT_KB) {
  console.error(`The initial bundle is over its limit of ${LIMIT_KB} kB.`);
  process.exit(1);
}
