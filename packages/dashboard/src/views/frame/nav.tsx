import { Link } from '@tanstack/react-router';
import { derivedOf } from '../../core/derived.ts';
import { counted } from '../../core/wording.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { useLive } from '../../shell/live-context.tsx';
import { LOGIN_COMMAND, useSession } from '../../shell/session.ts';
import { carried, type Search } from '../../shell/url.ts';

const PAGES: readonly { readonly to: string; readonly name: string; readonly icon: IconName; readonly key: string }[] = [
  { to: '/', name: 'Overview', icon: 'overview', key: 'o' },
  { to: '/agents', name: 'Agents', icon: 'agents', key: 'a' },
  { to: '/nodes', name: 'Nodes', icon: 'nodes', key: 'n' },
  { to: '/events', name: 'Events', icon: 'events', key: 'e' },
  { to: '/ask', name: 'Ask', icon: 'ask', key: 'q' },
];

/** Where one can go; numbers are counts of problems and of nothing else. */
export function Nav({ onKeys }: { readonly onKeys: () => void }) {
  const agents = useLive(({ grid }) =>
    grid === undefined ? 0 : derivedOf(grid).problems.filter((problem) => problem.kind === 'agent').length,
  );
  const nodes = useLive(({ grid }) =>
    grid === undefined ? 0 : derivedOf(grid).problems.filter((problem) => problem.kind === 'node').length,
  );
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
