import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Guard } from '../../parts/panel.tsx';
import { useUrl } from '../../shell/url.ts';
import { Announcer } from './announcer.tsx';
import { useFrameKeys } from './frame-keys.ts';
import { Header } from './header.tsx';
import { LiveVeil } from './live-veil.tsx';
import { Nav } from './nav.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import './frame.css';

const EventPanel = lazy(() => import('../events/event-panel.tsx').then((m) => ({ default: m.EventPanel })));
const Palette = lazy(() => import('./palette.tsx').then((m) => ({ default: m.Palette })));
const KeysHelp = lazy(() => import('./keys-help.tsx').then((m) => ({ default: m.KeysHelp })));
const SpawnDialog = lazy(() => import('../nodes/spawn-dialog.tsx').then((m) => ({ default: m.SpawnDialog })));

export type Opened = 'palette' | 'ask' | 'keys' | 'spawn' | undefined;

/** What surrounds every page: header, navigation, side panel, and the dialogs that open from anywhere. */
export function Frame() {
  const { ev } = useUrl();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [opened, setOpened] = useState<Opened>(undefined);
  useFrameKeys(setOpened);
  usePageTitle(path);
  const close = (): void => setOpened(undefined);
  return (
    <div className={ev === undefined ? 'frame' : 'frame with-side'}>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <Nav onKeys={() => setOpened('keys')} />
      <Header onPalette={() => setOpened('palette')} />
      <Rail />
      <main id="page" className="page" tabIndex={-1}>
        <LiveVeil>
          <Guard key={path}>
            <Outlet />
          </Guard>
        </LiveVeil>
      </main>
      {ev !== undefined && (
        <Suspense>
          <EventPanel id={ev} />
        </Suspense>
      )}
      <Suspense>
        {(opened === 'palette' || opened === 'ask') && (
          <Palette asking={opened === 'ask'} onClose={close} onSpawn={() => setOpened('spawn')} onKeys={() => setOpened('keys')} />
        )}
        {opened === 'keys' && <KeysHelp onClose={close} />}
        {opened === 'spawn' && <SpawnDialog onClose={close} />}
      </Suspense>
      <Notices />
      <Announcer />
    </div>
  );
}

function usePageTitle(path: string): void {
  useEffect(() => {
    const [kind, id] = path.split('/').filter(Boolean);
    const page = id ?? (kind === undefined ? 'Overview' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
    document.title = `${decodeURIComponent(page)} · Sutra`;
  }, [path]);
}
