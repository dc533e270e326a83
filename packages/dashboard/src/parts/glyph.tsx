import type { ReactNode } from 'react';

/** The shapes of statuses, drawn alike on every machine. Keys are the characters the terminal prints. */
const SHAPES: Readonly<Record<string, ReactNode>> = {
  '●': <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  '○': <circle cx="6" cy="6" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  '◌': <circle cx="6" cy="6" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="1.9 2.2" />,
  '◍': (
    <>
      <circle cx="6" cy="6" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4.6 3.6v4.8M7.4 3.6v4.8" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  '◐': (
    <>
      <circle cx="6" cy="6" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2.1a3.9 3.9 0 0 0 0 7.8z" fill="currentColor" />
    </>
  ),
  '▲': <path d="M6 1.6 11 10.4H1z" fill="currentColor" strokeLinejoin="round" />,
  '✕': <path d="m2.6 2.6 6.8 6.8m0-6.8L2.6 9.4" stroke="currentColor" strokeWidth="2.1" strokeLinecap="round" />,
  '■': <rect x="2.2" y="2.2" width="7.6" height="7.6" rx="1" fill="currentColor" />,
  '?': (
    <path
      d="M3.9 4.2c.2-1.4 1.1-2.1 2.3-2.1 1.3 0 2.2.8 2.2 1.9 0 1.7-2.2 1.7-2.2 3.4M6.2 9.9v.1"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      fill="none"
    />
  ),
  '·': <circle cx="6" cy="6" r="1.7" fill="currentColor" />,
};

export function Glyph({ glyph, size = 12 }: { readonly glyph: string; readonly size?: number }) {
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {SHAPES[glyph] ?? SHAPES['·']}
    </svg>
  );
}
