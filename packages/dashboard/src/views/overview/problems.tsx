import { counted } from '@sutra/kit';
import type { GridState, Problem } from '@sutra/model';
import { AGENT_LOOKS, type Look, nodeLook, VERDICT_LOOKS } from '../../core/status.ts';
import { EntityLink } from '../../parts/entity-link.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Age } from '../../parts/time-text.tsx';
import { WhyButton } from '../../parts/why-button.tsx';
import { useGrid, useProblems } from '../../shell/grid.ts';

/** Problems shown before the rest is only counted. */
const SHOWN_MAX = 50;

/** What an operator should look at, worst first, each with its own "why?". */
export function Problems() {
  const grid = useGrid();
  const problems = useProblems(grid);
  if (grid === undefined) return null;
  return (
    <Panel title="Problems" aside={problems.length > 0 && <span className="muted small">{problems.length}</span>} flush testId="problems">
      {problems.length === 0 ? (
        grid.agents.isEmpty() ? (
          <Nothing kind="never" title="This grid has no agent yet" command="sutra agent run">
            An agent runs nodes on its machine. Start the first one with:
          </Nothing>
        ) : (
          <Nothing kind="fine" title="Nothing is wrong" compact>
            Every agent is healthy and every wanted node runs.
          </Nothing>
        )
      ) : (
        <ol className="problems">
          {problems.slice(0, SHOWN_MAX).map((problem) => (
            <ProblemRow key={`${problem.entityId} ${problem.what}`} problem={problem} look={lookOf(grid, problem)} />
          ))}
        </ol>
      )}
      {problems.length > SHOWN_MAX && (
        <p className="muted small problem-rest">
          and {counted(problems.length - SHOWN_MAX, 'more problem')}: see Agents and Nodes, faults only.
        </p>
      )}
    </Panel>
  );
}

function ProblemRow({ problem, look }: { readonly problem: Problem; readonly look: Look }) {
  const question = `why ${problem.eventId}`;
  const said = problem.what.startsWith(`${problem.entityId} `) ? problem.what.slice(problem.entityId.length) : `: ${problem.what}`;
  return (
    <li className="problem" data-tone={look.tone} data-testid="problem" {...(problem.eventId === '' ? {} : { 'data-why': question })}>
      <Glyph glyph={look.glyph} />
      <div className="grow">
        <p className="problem-what">
          {problem.kind === 'cluster' ? problem.what : <EntityLink id={problem.entityId} />}
          {problem.kind === 'cluster' ? '' : said}
        </p>
        <p className="muted small">
          {problem.blastRadius} · for <Age us={problem.sinceUs} suffix="" />
        </p>
      </div>
      {problem.eventId !== '' && <WhyButton question={question} row />}
    </li>
  );
}

function lookOf(grid: GridState, problem: Problem): Look {
  const node = grid.nodes.get(problem.entityId);
  if (node !== undefined) return nodeLook(node, grid);
  if (problem.eventId === '') return VERDICT_LOOKS.degraded;
  const agent = grid.agents.get(problem.entityId);
  return agent === undefined ? VERDICT_LOOKS[grid.cluster.verdict] : AGENT_LOOKS[agent.health];
}
