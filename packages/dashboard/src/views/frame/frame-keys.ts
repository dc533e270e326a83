import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { modalOpen, stepRow, useKeys, whyInFocus } from '../../shell/keys.ts';
import { useGo, usePatchUrl, useUrl } from '../../shell/url.ts';
import type { Opened } from './frame.tsx';
import { stepFailure } from './rail-steps.ts';

const ORDER = ['light', 'dark', 'auto'] as const;

/** The keys that work on every page. */
export function useFrameKeys(open: (what: Opened) => void): void {
  const go = useGo();
  const patch = usePatchUrl();
  const url = useUrl();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useKeys(
    {
      'g o': () => go('/'),
      'g a': () => go('/agents'),
      'g n': () => go('/nodes'),
      'g e': () => go('/events'),
      'g q': () => go('/ask'),
      'g w': () => go('/watches'),
      'g u': () => go('/audit'),
      t: () => document.querySelector<HTMLElement>('.rail-track')?.focus(),
      '<': () => stepFailure(-1),
      '>': () => stepFailure(1),
      '/': () => {
        const box = document.querySelector<HTMLInputElement>('main [data-filter]');
        if (box === null) open('ask');
        else box.focus();
      },
      '?': () => open('keys'),
      L: () => patch({ t: undefined }),
      j: () => stepRow(1),
      k: () => stepRow(-1),
      f: () => patch({ faults: url['faults'] === '1' ? undefined : '1' }, { replace: true }),
      w: () => {
        const question = whyInFocus();
        if (question !== undefined) go('/ask', { q: question });
      },
      D: () => setColorScheme(ORDER[(ORDER.indexOf(colorScheme) + 1) % ORDER.length] ?? 'auto'),
      Escape: () => {
        if (url['ev'] !== undefined) patch({ ev: undefined });
        else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    },
    'frame',
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (!modalOpen()) open('palette');
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [open]);
}
