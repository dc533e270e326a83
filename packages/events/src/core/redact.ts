import type { AnyDraft, CustomDraft } from '@sutra/model';
import { isSecretKey, REDACTED, redactArgs, redactText } from '@sutra/model';

/** A cheap first look that lets nearly all text pass at once: every built-in form of a secret contains one of these. */
const SUSPICIOUS =
  /pass|secret|token|key|bearer|basic|private|credential|authorization|cookie|:\/\/|gh[pousr]_|github_pat_|xox|sk-|AKIA|ASIA|eyJ/i;

/** Keys judged once and remembered; beyond this many they are judged each time. */
const KNOWN_KEYS_MAX = 4_096;
const knownKeys = new Map<string, boolean>();

function secretKey(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const judged = isSecretKey(key);
  if (knownKeys.size < KNOWN_KEYS_MAX) knownKeys.set(key, judged);
  return judged;
}

/** The parts of any draft that hold text, open for writing. */
interface Draft {
  body: object;
  because?: string;
  actor?: string;
  reason?: string;
  causedBy?: readonly string[];
}

/** What one pass over a draft needs to carry, and the estimate it makes on the way. */
interface Pass {
  readonly patterns: readonly RegExp[];
  bytes: number;
}

/** Id, numbers and the like, as bytes of an event that says nothing else. */
const ENVELOPE_BYTES = 160;

/**
 * A copy of a draft with its secrets replaced, and about how many bytes it takes as JSON. The copy is the emitter's own: a
 * caller who changes its objects later changes nothing that was recorded.
 */
export function redactDraft<D extends AnyDraft | CustomDraft>(
  draft: D,
  patterns: readonly RegExp[],
): { readonly draft: D; readonly bytes: number } {
  const pass: Pass = { patterns, bytes: ENVELOPE_BYTES };
  const clean: Draft = { ...(draft as Draft), body: redactRecord(draft.body, pass) };
  if (clean.because !== undefined) clean.because = cleanText(clean.because, pass);
  if (clean.actor !== undefined) clean.actor = cleanText(clean.actor, pass);
  if (clean.reason !== undefined) clean.reason = cleanText(clean.reason, pass);
  if (clean.causedBy !== undefined) {
    clean.causedBy = [...clean.causedBy];
    for (const cause of clean.causedBy) pass.bytes += cause.length + 3;
  }
  return { draft: clean as object as D, bytes: pass.bytes };
}

function cleanText(text: string, pass: Pass): string {
  pass.bytes += text.length + 2;
  return pass.patterns.length > 0 || SUSPICIOUS.test(text) ? redactText(text, pass.patterns) : text;
}

function redactRecord(record: object, pass: Pass): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  // A change of a secret setting names the setting in one field and shows its values in others.
  const named = (record as { readonly key?: unknown }).key;
  const secretChange = typeof named === 'string' && secretKey(named);
  for (const key of Object.keys(record)) {
    const value = (record as Record<string, unknown>)[key];
    if (value === undefined || key === '__proto__') continue;
    pass.bytes += key.length + 4;
    const secret = secretKey(key) || (secretChange && (key === 'before' || key === 'after'));
    copy[key] = secret && typeof value === 'string' && value !== '' ? REDACTED : redactValue(value, pass);
  }
  return copy;
}

function redactValue(value: unknown, pass: Pass): unknown {
  if (typeof value === 'string') return cleanText(value, pass);
  if (typeof value !== 'object' || value === null) {
    pass.bytes += 8;
    return value;
  }
  if (!Array.isArray(value)) return redactRecord(value, pass);
  if (!value.every((member) => typeof member === 'string')) return value.map((member) => redactValue(member, pass));
  for (const member of value) pass.bytes += member.length + 3;
  return redactArgs(value, pass.patterns);
}
