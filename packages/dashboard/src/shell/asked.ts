import { useSyncExternalStore } from 'react';

/** Questions kept in the history of a browser tab. */
const KEPT_MAX = 50;
const KEY = 'sutra-asked';

const readers = new Set<() => void>();
let known: readonly string[] | undefined;

function asked(): readonly string[] {
  known ??= readKept();
  return known;
}

function readKept(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    // Written by something else: a history is not worth a broken page.
    return [];
  }
}

/** Puts a question at the head of this tab's history. */
export function rememberAsked(question: string): void {
  known = [question, ...asked().filter((one) => one !== question)].slice(0, KEPT_MAX);
  sessionStorage.setItem(KEY, JSON.stringify(known));
  for (const reader of readers) reader();
}

/** The questions of this tab, newest first. */
export function useAsked(): readonly string[] {
  return useSyncExternalStore((reader) => {
    readers.add(reader);
    return () => void readers.delete(reader);
  }, asked);
}
