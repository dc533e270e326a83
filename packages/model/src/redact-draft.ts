import type { AnyDraft, CustomDraft } from './event.ts';
import { isSecretKey, REDACTED, redactArgs, redactText } from './redact.ts';

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
export const ENVELOPE_BYTES = 160;

/**
 * A copy of a draft with its secrets replaced, at every depth of its body, and about how many bytes it takes as JSON. The copy
 * shares nothing with the draft that could change: a caller who changes its objects later changes nothing that was recorded.
 */
export function redactDraft<D extends AnyDraft | CustomDraft>(
  draft: D,
  patterns: readonly RegExp[],
): { readonly draft: D; readonly bytes: number } {
  const pass: Pass = { patterns, bytes: ENVELOPE_BYTES };
  const clean: Draft = { ...(draft as Draft) };
  clean.body = redactRecord(draft.body, pass);
  if (clean.because !== undefined) clean.because = cleanText(clean.because, pass);
  if (clean.actor !== undefined) clean.actor = cleanText(clean.actor, pass);
  if (clean.reason !== undefined) clean.reason = cleanText(clean.reason, pass);
  if (clean.causedBy !== undefined) {
    clean.causedBy = clean.causedBy.slice();
    for (const cause of clean.causedBy) pass.bytes += cause.length + 3;
  }
  return { draft: clean as object as D, bytes: pass.bytes };
}

function cleanText(text: string, pass: Pass): string {
  pass.bytes += text.length + 2;
  return redactText(text, pass.patterns);
}

/**
 * Copied whole, and then only what differs is written: an object that is built member by member from names known only at run
 * time costs its maker, and every later reader, several times as much.
 */
function redactRecord(record: object, pass: Pass): object {
  const copy = { ...record } as Record<string, unknown>;
  // A change of a secret setting names the setting in one field and shows its values in others.
  const named = copy['key'];
  const secretChange = typeof named === 'string' && isSecretKey(named);
  for (const key of Object.keys(copy)) {
    if (key === '__proto__') {
      delete copy[key]; // nobody means it, and whoever copies it member by member gets another prototype
      continue;
    }
    const value = copy[key];
    pass.bytes += key.length + 4;
    if (typeof value === 'number' || typeof value === 'boolean') {
      pass.bytes += 8;
      continue;
    }
    const clean = redactMember(key, value, secretChange, pass);
    if (clean !== value) copy[key] = clean;
  }
  return copy;
}

function redactMember(key: string, value: unknown, secretChange: boolean, pass: Pass): unknown {
  if (typeof value !== 'string' || value === '') return redactValue(value, pass);
  const secret = isSecretKey(key) || (secretChange && (key === 'before' || key === 'after'));
  return secret ? REDACTED : cleanText(value, pass);
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
