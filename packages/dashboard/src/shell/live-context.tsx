import { seededChance, systemClock } from '@sutra/kit';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { LiveState } from '../core/live.ts';
import { Connection, type Socket } from './connection.ts';

const Live = createContext<Connection | undefined>(undefined);

function openSocket(): Socket {
  const url = new URL('/api/ws', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url) as Socket;
}

/** Owns the page's one live connection. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [connection] = useState(() => new Connection({ open: openSocket, clock: systemClock(), chance: seededChance(Date.now()) }));
  useEffect(() => {
    connection.start();
    const online = (): void => connection.retryNow();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      connection.close();
    };
  }, [connection]);
  return <Live.Provider value={connection}>{children}</Live.Provider>;
}

export function useConnection(): Connection {
  const connection = useContext(Live);
  if (connection === undefined) throw new Error('LiveProvider is missing above this component');
  return connection;
}

/** A value read from the live state; the component repaints only when the value changes (by identity). */
export function useLive<T>(select: (state: LiveState) => T): T {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, () => select(connection.state));
}

/** The server's wall clock, ms, repainting every `everyMs`: ages are counted on the clock that wrote the events. */
export function useServerNow(everyMs = 1_000): number {
  const connection = useConnection();
  const [, repaint] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => repaint((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Date.now() + connection.state.skewMs;
}
