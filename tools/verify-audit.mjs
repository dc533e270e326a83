#!/usr/bin/env node
/**
 * node tools/verify-audit.mjs FOLDER [--key public.pem] [--expect checkpoint.json]
 *
 * Checks an exported audit log on its own: this file imports nothing of Sutra Grid, and can be read in one sitting. FOLDER holds
 *   log.jsonl          one line an entry: {"n", "seq", "prev", "event", "hash"}; hash = sha256(prev "\n" n "\n" seq "\n" event as written)
 *   checkpoints.jsonl  one line a checkpoint: {"n", "seq", "hash", "at", "sig"}; sig = Ed25519 over "sutra-audit-1\n" n "\n" seq "\n" hash "\n" at
 *   public.pem         the public key
 * An edit, a removal, a reorder and an insertion break the chain; a chain that was computed anew breaks the signatures; a log that
 * was cut no longer reaches its checkpoints. Whoever can cut both files could hide the end: keep a checkpoint elsewhere and give
 * it with --expect. Exits 0 when everything holds, 1 when something does not, 2 when it cannot be read.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GENESIS = '0'.repeat(64);
const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const folder = args.find((word, i) => !word.startsWith('--') && !['--key', '--expect'].includes(args[i - 1]));
if (folder === undefined) fail(2, 'Say which folder: node tools/verify-audit.mjs FOLDER [--key public.pem] [--expect checkpoint.json]');

const key = createPublicKey(read(option('--key') ?? join(folder, 'public.pem')));
const log = lines(join(folder, 'log.jsonl'));
const checkpoints = lines(join(folder, 'checkpoints.jsonl'));
const expected = option('--expect') === undefined ? [] : [JSON.parse(read(option('--expect')))];
const found = [];

// The chain: every entry follows from the one before it.
let before = { n: 0, seq: 0, hash: GENESIS };
const hashes = new Map();
for (const { value: entry, text, number } of log) {
  const at = `log.jsonl line ${number}`;
  if (entry.n !== before.n + 1) found.push(`${at}: entry ${entry.n} follows entry ${before.n}: entries were removed, added or moved`);
  if (entry.prev !== before.hash) found.push(`${at}: it does not follow from the entry before it`);
  const event = eventText(text);
  const hash = createHash('sha256').update(`${entry.prev}\n${entry.n}\n${entry.seq}\n${event}`).digest('hex');
  if (hash !== entry.hash) found.push(`${at}: its content is not what was hashed: it was edited`);
  hashes.set(entry.n, { ...entry, hash });
  before = { n: entry.n, seq: entry.seq, hash: entry.hash };
}

// The signatures: what the log was when it was signed.
let signedThrough = 0;
for (const [i, checkpoint] of [...checkpoints.map((line) => line.value), ...expected].entries()) {
  const at = i < checkpoints.length ? `checkpoints.jsonl line ${i + 1}` : option('--expect');
  const { n, seq, hash, at: time, sig } = checkpoint;
  const signed = Buffer.from(`sutra-audit-1\n${n}\n${seq}\n${hash}\n${time}`);
  if (!verify(null, signed, key, Buffer.from(String(sig), 'base64'))) found.push(`${at}: the signature is not of this key`);
  const entry = hashes.get(n);
  if (entry === undefined) found.push(`${at}: it signed entry ${n}, and the log ends at entry ${before.n}: it was cut`);
  else if (entry.hash !== hash) found.push(`${at}: it signed another entry ${n} than the log holds: the log was rewritten`);
  if (n < signedThrough && i < checkpoints.length) found.push(`${at}: checkpoints are out of order`);
  signedThrough = Math.max(signedThrough, n);
}
if (checkpoints.length === 0 && log.length > 0) found.push('checkpoints.jsonl: there is no checkpoint: nothing is signed');

if (found.length > 0) fail(1, found.join('\n'));
console.log(
  `${log.length} entries, ${checkpoints.length} checkpoints: whole. Signed through entry ${signedThrough}; ${before.n - signedThrough} since.`,
);

/** The event exactly as it was written: it stands between its key and the hash that ends the line. */
function eventText(line) {
  const from = line.indexOf('"event":');
  const to = line.lastIndexOf(',"hash":"');
  return from === -1 || to < from ? '' : line.slice(from + '"event":'.length, to);
}

function lines(path) {
  return read(path)
    .split('\n')
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text !== '')
    .map(({ text, number }) => {
      try {
        return { text, number, value: JSON.parse(text) };
      } catch {
        return fail(1, `${path} line ${number}: it is not JSON: it was cut or edited`);
      }
    });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    return fail(2, `Cannot read ${path}: ${reason.message}`);
  }
}

function fail(code, text) {
  console.error(text);
  process.exit(code);
}
