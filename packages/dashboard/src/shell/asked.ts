import { useSyncExternalStore } from 'react';

/** Answers kept in the history of a browser tab. */
const KEPT_MAX = 50;
const TEXT_CHARS_MAX = 160;
const KEY = 'sutra-asked';

/** A question of this tab with how it was read: opening it again executes the same plan. */
export interface Asked {
  readonly question: string;
  /** The plan as JSON: with its times fixed, it opens the same answer. */
  readonly plan: string;
  /** The beginning of the answer. */
  readonly text: string;
  /** What the next question may lean on. */
  readonly context?: string;
}

const readers = new Set<() => void>();
let known: readonly Asked[] | undefined;

function asked(): readonly Asked[] {
  known ??= readKept();
  return known;
}

function readKept(): readonly Asked[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isAsked) : [];
  } catch {
    // Written by something else: a history is not worth a broken page.
    return [];
  }
}

function isAsked(one: unknown): one is Asked {
  if (typeof one !== 'object' || one === null) return false;
  const { question, plan, text, context } = one as Readonly<Record<string, unknown>>;
  return [question, plan, text, context ?? ''].every((said) => typeof said === 'string');
}

/** Puts an answer at the head of this tab's history. */
export function rememberAsked(one: Asked): void {
  const kept = { ...one, text: one.text.slice(0, TEXT_CHARS_MAX) };
  known = [kept, ...asked().filter((other) => other.question !== one.question)].slice(0, KEPT_MAX);
  sessionStorage.setItem(KEY, JSON.stringify(known));
  for (const reader of readers) reader();
}

/** What was asked in this tab, newest first. */
export function useAsked(): readonly Asked[] {
  return useSyncExternalStore((reader) => {
    readers.add(reader);
    return () => void readers.delete(reader);
  }, asked);
}
