import type { ReactNode } from 'react';

const PATHS = {
  overview: <path d="M3 10.5 10 4l7 6.5M5 9v7h10V9" />,
  agents: (
    <>
      <rect x="3" y="4" width="14" height="5" rx="1.5" />
      <rect x="3" y="11" width="14" height="5" rx="1.5" />
      <path d="M6 6.5h.01M6 13.5h.01" />
    </>
  ),
  nodes: (
    <>
      <path d="m10 2.8 6.2 3.6v7.2L10 17.2l-6.2-3.6V6.4z" />
      <path d="m3.8 6.4 6.2 3.6 6.2-3.6M10 10v7" />
    </>
  ),
  events: <path d="M3 5.5h2m3 0h9M3 10h2m3 0h9M3 14.5h2m3 0h9" />,
  ask: (
    <>
      <path d="M4 4h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z" />
      <path d="M8.2 7.6c.2-1 .9-1.5 1.8-1.5 1 0 1.8.6 1.8 1.5 0 1.2-1.8 1.3-1.8 2.4M10 11.7v.01" />
    </>
  ),
  bell: <path d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" />,
  audit: (
    <>
      <path d="M5 3h7l3.5 3.5V17H5z" />
      <path d="M7.5 8h5M7.5 11h5M7.5 14h3" />
    </>
  ),
  search: <path d="M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zm4.5-1.5L17 17" />,
  sun: (
    <path d="M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1" />
  ),
  moon: <path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z" />,
  system: (
    <>
      <rect x="3" y="4" width="14" height="9.5" rx="1.5" />
      <path d="M7.5 17h5M10 13.5V17" />
    </>
  ),
  plus: <path d="M10 4v12M4 10h12" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  pause: <path d="M7 4.5v11M13 4.5v11" />,
  play: <path d="M6 4.5v11l9-5.5z" />,
  copy: (
    <>
      <rect x="7" y="7" width="10" height="10" rx="2" />
      <path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2" />
    </>
  ),
  check: <path d="m4 10.5 4 4 8-9" />,
  up: <path d="M10 16V4.5M5 9l5-5 5 5" />,
  right: <path d="m8 4.5 5.5 5.5L8 15.5" />,
  keys: (
    <>
      <rect x="2.5" y="5" width="15" height="10" rx="2" />
      <path d="M6 8.5h.01M10 8.5h.01M14 8.5h.01M7 12h6" />
    </>
  ),
  lock: (
    <>
      <rect x="4.5" y="9" width="11" height="8" rx="1.5" />
      <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="icon"
    >
      {PATHS[name]}
    </svg>
  );
}
