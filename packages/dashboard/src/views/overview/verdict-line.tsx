import { clusterVerdict } from '@sutra/model';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { VERDICT_LOOKS } from '../../core/status.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { Age, Clock } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { useGrid, useUntold } from '../../shell/grid.ts';
import { carried, type Search } from '../../shell/url.ts';

/** The verdict as a sentence, since when, and the counts it rests on, each a link to what it counts. */
export function VerdictLine() {
  const grid = useGrid();
  const untold = useUntold();
  if (grid === undefined) return null;
  // From the same state as the counts beside it: the event that records a changed verdict comes a moment after what changed it.
  const told = clusterVerdict(grid);
  const recorded = told.verdict === grid.cluster.verdict;
  // What no event can tell stands in no state either: a grid that has it is not healthy.
  const beyond = told.verdict === 'healthy' ? untold[0] : undefined;
  const { verdict, because } = beyond === undefined ? told : { verdict: 'degraded' as const, because: beyond.what };
  const sinceUs = beyond?.sinceUs ?? grid.cluster.sinceUs;
  const look = VERDICT_LOOKS[verdict];
  const { census } = derivedOf(grid);
  const none = grid.agents.isEmpty();
  // A good verdict needs no reason beside the counts.
  const reason = verdict === 'healthy' ? '' : because;
  return (
    <header
      className="verdict"
      data-tone={look.tone}
      data-testid="verdict"
      data-verdict={verdict}
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
          ) : !recorded || grid.cluster.event === '' ? (
            'just now: not recorded yet'
          ) : (
            <>
              since <Clock us={sinceUs} /> (<Age us={sinceUs} suffix="" />)
            </>
          )}
        </p>
      </div>
      <dl className="counts">
        <Count to="/agents" label="agents healthy" value={census.healthy} of={census.agents} />
        <Count to="/nodes" label="wanted nodes running" value={census.running} of={census.nodes} />
      </dl>
      {look.tone !== 'good' && look.tone !== 'idle' && beyond === undefined && <WhyButton question={`why ${grid.cluster.event}`} />}
    </header>
  );
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
