#!/usr/bin/env node
// Writes docs/reference/*.md from the tables in the code (`npm run reference`), or checks that they are current (`--check`).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = join(ROOT, 'docs', 'reference');

const { references } = await import('../apps/sutra/dist/reference/index.js');
const pages = await references();

if (process.argv.includes('--check')) {
  const stale = Object.entries(pages).filter(
    ([name, text]) => !existsSync(join(FOLDER, name)) || readFileSync(join(FOLDER, name), 'utf8') !== text,
  );
  for (const [name] of stale) console.error(`docs/reference/${name}: not what the code says; run \`npm run reference\``);
  console.log(`reference: ${Object.keys(pages).length} pages, ${stale.length} stale`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(FOLDER, name), text);
  console.log(`reference: wrote ${Object.keys(pages).join(', ')}`);
}
