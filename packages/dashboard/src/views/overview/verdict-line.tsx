import { clusterVerdict, type GridState } from '@sutra/model';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { VERDICT_LOOKS } from '../../core/status.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Age, Clock } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { useGrid } from '../../shell/grid.ts';
import { carried, type Search } from '../../shell/url.ts';

/** The verdict as a sentence, since when, and the counts it rests on, each a link to what it counts. */
export function VerdictLine() {
  const grid = useGrid();
  if (grid === undefined) return null;
  const look = VERDICT_LOOKS[grid.cluster.verdict];
  const { census } = derivedOf(grid);
  const none = grid.agents.isEmpty();
  const reason = reasonOf(grid);
  return (
    <header
      className="verdict"
      data-tone={look.tone}
      data-testid="verdict"
      data-verdict={grid.cluster.verdict}
      {...(grid.cluster.event === '' ? {} : { 'data-why-page': `why ${grid.cluster.event}` })}
    >
      <span className="verdict-mark">
        <Glyph glyph={look.glyph} size={20} />
      </span>
      <div className="grow">
        <h1>
          {look.word}
          {reason !== '' && <span className="verdict-reason">: {reason}</span>}
        </h1>
        <p className="muted small">
          {none ? (
            'A verdict follows from what agents report.'
          ) : grid.cluster.event === '' ? (
            'No verdict has been recorded yet.'
          ) : (
            <>
              since <Clock us={grid.cluster.sinceUs} /> (<Age us={grid.cluster.sinceUs} suffix="" />)
            </>
          )}
        </p>
      </div>
      <dl className="counts">
        <Count to="/agents" label="agents healthy" value={census.healthy} of={census.agents} />
        <Count to="/nodes" label="nodes running" value={census.running} of={census.nodes} />
      </dl>
      {look.tone !== 'good' && look.tone !== 'idle' && <WhyButton question={`why ${grid.cluster.event}`} />}
    </header>
  );
}

/** The reason in the numbers of now: those of the event that gave the verdict may be hours old. A good verdict needs none beside the counts. */
function reasonOf(grid: GridState): string {
  const { verdict, because } = clusterVerdict(grid);
  if (verdict !== grid.cluster.verdict) return grid.cluster.reason;
  return verdict === 'healthy' ? '' : because;
}

interface CountProps {
  readonly to: '/agents' | '/nodes';
  readonly label: string;
  readonly value: number;
  readonly of: number;
}

function Count({ to, label, value, of }: CountProps): ReactNode {
  return (
    <Link to={to} search={((before: Search) => carried(before)) as never} className="count">
      <dd>
        {value.toLocaleString('en')}
        <span className="faint"> / {of.toLocaleString('en')}</span>
      </dd>
      <dt>{label}</dt>
    </Link>
  );
}
