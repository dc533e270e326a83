import { useEffect, useRef, useSyncExternalStore } from 'react';

/** How long a started sequence such as `g n` waits for its second key, ms. */
const SEQUENCE_MS = 1_200;
const SWITCH = 'sutra-single-keys';

const readers = new Set<() => void>();

function keysOn(): boolean {
  return localStorage.getItem(SWITCH) !== 'off';
}

/** Whether single-key shortcuts are on in this browser, and how to turn them. */
export function useKeysSwitch(): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
    () => keysOn(),
  );
  const turn = (to: boolean): void => {
    localStorage.setItem(SWITCH, to ? 'on' : 'off');
    for (const reader of readers) reader();
  };
  return [on, turn];
}

/** Keys by name: `n`, `/`, `Escape`, or a sequence `g n`. */
export type KeyMap = Readonly<Record<string, (() => void) | undefined>>;

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

export function modalOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

type Layer = { current: KeyMap };
const pages: Layer[] = [];
const frames: Layer[] = [];
let first = '';
let firstAtMs = 0;

function listen(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || modalOpen()) return;
  if (event.key !== 'Escape' && !keysOn()) return;
  const pair = performance.now() - firstAtMs < SEQUENCE_MS ? `${first} ${event.key}` : '';
  const layers = [...pages.toReversed(), ...frames.toReversed()].map((layer) => layer.current);
  const act =
    layers.map((map) => map[pair]).find((found) => found !== undefined) ??
    layers.map((map) => map[event.key]).find((found) => found !== undefined);
  first = act === undefined ? event.key : '';
  firstAtMs = performance.now();
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/**
 * Listens for single keys and two-key sequences while nobody is typing and no dialog is open. What a page binds goes before
 * what the frame binds.
 */
export function useKeys(map: KeyMap, level: 'page' | 'frame' = 'page'): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    const layers = level === 'page' ? pages : frames;
    if (pages.length + frames.length === 0) window.addEventListener('keydown', listen);
    layers.push(current);
    return () => {
      layers.splice(layers.indexOf(current), 1);
      if (pages.length + frames.length === 0) window.removeEventListener('keydown', listen);
    };
  }, [level]);
}

/** Moves the focus among the rows of the page by one: rows carry `data-row`. */
export function stepRow(direction: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = at === -1 ? (direction === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + direction));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}

/** The question "why?" of the row in focus, or of the page: the nearest `data-why` in or around it. */
export function whyInFocus(): string | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('[data-why]') ?? document.querySelector<HTMLElement>('main [data-why-page]');
  return focused?.dataset['why'] ?? focused?.dataset['whyPage'];
}
