import { counted } from '@sutra/kit';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { useGridIfKnown } from '../../shell/grid.ts';
import { useLive } from '../../shell/live-context.tsx';
import { LOGIN_COMMAND, useSession } from '../../shell/session.ts';
import { carried, type Search } from '../../shell/url.ts';

const PAGES: readonly { readonly to: string; readonly name: string; readonly icon: IconName; readonly key: string }[] = [
  { to: '/', name: 'Overview', icon: 'overview', key: 'o' },
  { to: '/agents', name: 'Agents', icon: 'agents', key: 'a' },
  { to: '/nodes', name: 'Nodes', icon: 'nodes', key: 'n' },
  { to: '/events', name: 'Events', icon: 'events', key: 'e' },
  { to: '/ask', name: 'Ask', icon: 'ask', key: 'q' },
  { to: '/watches', name: 'Watches', icon: 'bell', key: 'w' },
  { to: '/audit', name: 'Audit', icon: 'audit', key: 'u' },
];

/** Where one can go; numbers are counts of problems and of nothing else. */
export function Nav({ onKeys }: { readonly onKeys: () => void }) {
  const grid = useGridIfKnown();
  const found = grid === undefined ? [] : derivedOf(grid).problems;
  const agents = found.filter((problem) => problem.kind === 'agent').length;
  const nodes = found.filter((problem) => problem.kind === 'node').length;
  const problems: Readonly<Record<string, number>> = { '/agents': agents, '/nodes': nodes };
  const keep = ((before: Search) => carried(before)) as never;
  return (
    <nav className="nav" aria-label="Main">
      <Link to="/" search={keep} className="brand" aria-label="Sutra, to the overview">
        <img src="/mark.svg" alt="" width="24" height="24" />
        <span>Sutra</span>
      </Link>
      <ul>
        {PAGES.map((page) => (
          <li key={page.to}>
            <Link
              to={page.to as '/'}
              search={keep}
              className="nav-item"
              activeOptions={{ exact: page.to === '/', includeSearch: false }}
              title={`${page.name} (g ${page.key})`}
              data-testid={`nav-${page.name.toLowerCase()}`}
            >
              <Icon name={page.icon} />
              <span className="nav-name">{page.name}</span>
              {(problems[page.to] ?? 0) > 0 && (
                <span className="nav-badge" title={`${counted(problems[page.to] ?? 0, 'problem')}`}>
                  {problems[page.to]}
                  <span className="sr-only"> with problems</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className="nav-foot">
        <SessionNote />
        <button type="button" className="nav-item plain" onClick={onKeys} title="Keyboard shortcuts (?)">
          <Icon name="keys" />
          <span className="nav-name">Shortcuts</span>
          <kbd className="nav-name">?</kbd>
        </button>
      </div>
    </nav>
  );
}

function SessionNote() {
  const session = useSession();
  useSessionAgainWhenLive();
  if (session.mayAct) return null;
  return (
    <div className="nav-note" title={`${session.because} Run ${LOGIN_COMMAND} for a link that logs this browser in.`}>
      <Icon name="lock" />
      <span className="nav-name">
        Read-only. To act, run <code>{LOGIN_COMMAND}</code>
      </span>
    </div>
  );
}

/** A control that came back may not know this browser any more: who may act is asked again with every new connection. */
function useSessionAgainWhenLive(): void {
  const queries = useQueryClient();
  const live = useLive((state) => state.phase === 'live' || state.phase === 'catching-up');
  useEffect(() => {
    if (live) void queries.invalidateQueries({ queryKey: ['session'] });
  }, [live, queries]);
}
