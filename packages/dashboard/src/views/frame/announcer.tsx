import { useEffect, useRef, useState } from 'react';
import { derivedOf } from '../../core/derived.ts';
import { useConnection } from '../../shell/live-context.tsx';

/** Between two spoken summaries, ms: a storm of failures is one sentence. */
const QUIET_MS = 5_000;

/** Tells screen readers what changed among the problems, in summary and not too often. */
export function Announcer() {
  const connection = useConnection();
  const [text, setText] = useState('');
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    const timer = setInterval(() => {
      const { grid, untold } = connection.state;
      if (grid === undefined) return;
      const problems = [...untold, ...derivedOf(grid).problems];
      const now = new Set(problems.map((problem) => `${problem.entityId} ${problem.what}`));
      const before = known.current;
      known.current = now;
      if (before === undefined) return;
      const fresh = problems.filter((problem) => !before.has(`${problem.entityId} ${problem.what}`));
      const gone = [...before].filter((one) => !now.has(one)).length;
      if (fresh.length === 0 && gone === 0) return;
      const first = fresh[0];
      const appeared =
        first === undefined ? '' : fresh.length === 1 ? `New problem: ${first.entityId} ${first.what}. ` : `${fresh.length} new problems. `;
      setText(`${appeared}${gone > 0 ? `${gone} resolved. ` : ''}${now.size} in total.`);
    }, QUIET_MS);
    return () => clearInterval(timer);
  }, [connection]);
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {text}
    </div>
  );
}
