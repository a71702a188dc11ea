// Types of the public API from the service's own OpenAPI document. `--check` fails when the committed ones differ.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const target = join(here, '../src/lib/api/schema.d.ts');

/** The project's own Python: the environment of dev.py, or the one that AISLECAST_PYTHON names. */
function python() {
  const named = process.env.AISLECAST_PYTHON;
  if (named) return named;
  const places = [join(root, '.venv/bin/python'), join(root, '.venv/Scripts/python.exe')];
  const found = places.find((place) => existsSync(place));
  if (!found)
    throw new Error('no .venv beside the console: run `python3 dev.py setup`, or set AISLECAST_PYTHON');
  return found;
}

const program = join(here, 'openapi_document.py');
const document = execFileSync(python(), [program], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
const types = astToString(await openapiTypescript(JSON.parse(document)));

if (process.argv.includes('--check')) {
  const committed = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (committed !== types) {
    console.error('src/lib/api/schema.d.ts differs from the service: run `npm run api` and commit it');
    process.exit(1);
  }
} else {
  writeFileSync(target, types);
  console.log(`wrote ${target}`);
}
