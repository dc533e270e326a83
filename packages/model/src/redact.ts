/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Keys whose values are secrets wherever they stand: environment variables, JSON members, flags. */
const SECRET_KEY =
  /pass(?:word|wd|phrase|code)?(?:$|[^a-z])|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|authorization|cookie|bearer/i;

/** Forms that are secrets by their look. Every quantifier is bounded or over a single class: linear in the text. */
const SECRET_FORMS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/_.~=-]{8,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{16,})/g, REDACTED],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,128}):[^\s/@]{1,256}@/gi, `$1:${REDACTED}@`],
];

const SECRET_WORD = 'password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|authorization';
const SECRET_VALUE = `("[^"\\n]{0,4096}"|'[^'\\n]{0,4096}'|(?!\\[redacted\\]|Bearer |Basic )[^\\s,;&"']{1,4096})`;

/** `key=value`, `key: value` and `"key": "value"`, then `--key value`, where the key looks secret. */
const ASSIGNED: readonly RegExp[] = [
  new RegExp(`(["']?[A-Za-z0-9_.-]{0,64}(?:${SECRET_WORD})[A-Za-z0-9_-]{0,32}["']?\\s{0,3}[=:]\\s{0,3})${SECRET_VALUE}`, 'gi'),
  new RegExp(`(--[A-Za-z0-9-]{0,64}(?:${SECRET_WORD})[A-Za-z0-9-]{0,32}\\s{1,3})${SECRET_VALUE}`, 'gi'),
];

/** A cheap first look that lets nearly all text pass at once: every built-in form of a secret contains one of these. */
const SUSPICIOUS =
  /pass|secret|token|key|bearer|basic|private|credential|authorization|:\/\/|gh[pousr]_|github_pat_|xox|sk-|AKIA|ASIA|eyJ/i;

/** Keys judged once and remembered; beyond this many they are judged each time. */
const KNOWN_KEYS_MAX = 4_096;
const knownKeys = new Map<string, boolean>();

export function isSecretKey(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const judged = SECRET_KEY.test(key);
  if (knownKeys.size < KNOWN_KEYS_MAX) knownKeys.set(key, judged);
  return judged;
}

/** How each alternative of `SUSPICIOUS` begins: three letters, folded to five bits each, say of nearly all text that the pattern need not look. */
const OPENINGS = 'pas sec tok key bea bas pri cre aut :// gho ghp ghr ghs ghu git xox sk- aki asi eyj'.split(' ');
/** Bit `b` of `SECOND[a]`: some opening has `a` and `b` as its first two letters. Bit `c` of `THIRD[b]`: as its last two. */
const SECOND = new Int32Array(32);
const THIRD = new Int32Array(32);
for (const opening of OPENINGS) {
  const [a, b, c] = Array.from(opening, (_, i) => opening.charCodeAt(i) & 31) as [number, number, number];
  SECOND[a] = (SECOND[a] as number) | (1 << b);
  THIRD[b] = (THIRD[b] as number) | (1 << c);
}

/** True for text in which no built-in form of a secret can be: it needs no second look unless the operator has patterns of their own. */
export function isHarmless(text: string): boolean {
  return !isSuspect(text, false) || !SUSPICIOUS.test(text);
}

/**
 * One pass over a text that says of nearly all that is harmless that it is: a true may mean "look again". Of a name, which is printable ASCII without
 * spaces, also true where it is not.
 */
export function isSuspect(text: string, isName: boolean): boolean {
  const above = isName ? 0x20 : -1;
  const below = isName ? 0x7f : 0x10000;
  let b = 0;
  let opens = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= above || code >= below) return true;
    const c = code & 31;
    // The third letters are looked up only where the two before them begin an opening.
    if (opens !== 0 && ((THIRD[b] as number) >>> c) & 1) return true;
    opens = ((SECOND[b] as number) >>> c) & 1;
    b = c;
  }
  return false;
}

/** Text with everything that looks like a secret replaced. `patterns` are the operator's own and match whole secrets. */
export function redactText(text: string, patterns: readonly RegExp[] = []): string {
  if (patterns.length === 0 && isHarmless(text)) return text;
  let clean = text;
  for (const pattern of patterns) clean = clean.replaceAll(global(pattern), REDACTED);
  for (const [form, instead] of SECRET_FORMS) clean = clean.replace(form, instead);
  for (const assigned of ASSIGNED) clean = clean.replace(assigned, blankValue);
  return clean;
}

function blankValue(_: string, key: string, value: string): string {
  const quote = value[0] === '"' || value[0] === "'" ? value[0] : '';
  return `${key}${quote}${REDACTED}${quote}`;
}

/** An environment with the values of secret-looking keys replaced, and secret-looking parts of the others. */
export function redactEnv(env: Readonly<Record<string, string>>, patterns: readonly RegExp[] = []): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, isSecretKey(key) && value !== '' ? REDACTED : redactText(value, patterns)]),
  );
}

/** Arguments with secrets replaced, also where flag and value are two arguments: `--token abc`. */
export function redactArgs(args: readonly string[], patterns: readonly RegExp[] = []): string[] {
  return args.map((arg, i) => {
    const flag = args[i - 1];
    const isValue = flag !== undefined && /^--?[^=]+$/.test(flag) && isSecretKey(flag) && !arg.startsWith('-');
    return isValue ? REDACTED : redactText(arg, patterns);
  });
}

function global(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
