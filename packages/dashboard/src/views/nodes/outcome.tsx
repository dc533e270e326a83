import type { NodeActionAnswer } from '@sutra/api';
import { Link } from '@tanstack/react-router';
import { Glyph } from '../../parts/glyph.tsx';
import { carried, type Search } from '../../shell/url.ts';

const LOOKS = {
  succeeded: { tone: 'good', glyph: '●', word: 'succeeded' },
  failed: { tone: 'bad', glyph: '✕', word: 'failed' },
  unknown: {
    tone: 'warn',
    glyph: '?',
    word: 'has an unknown outcome: the agent did not answer in time; it will be found out and recorded',
  },
} as const;

/** How a wish ended, with the events that prove it. */
export function Outcome({ answer, what }: { readonly answer: NodeActionAnswer; readonly what: string }) {
  const look = LOOKS[answer.outcome];
  return (
    <div className="failure" role="status" data-tone={look.tone} data-testid="outcome" data-outcome={answer.outcome}>
      <Glyph glyph={look.glyph} />
      <div className="grow">
        <p className="failure-what">
          {what} {look.word}.
        </p>
        {answer.error !== undefined && <p className="small">{answer.error}</p>}
        <Link to="/events" search={((before: Search) => ({ ...carried(before), op: answer.operation_id })) as never} className="link small">
          Its events
        </Link>
      </div>
    </div>
  );
}
