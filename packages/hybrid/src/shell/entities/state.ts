import { counted, durationText, isoFromUs } from '@sutra/kit';
import { censusOf, type GridState, problemsOf } from '@sutra/model';
import { firstOf, type PlanOf, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { beforeTheRecord } from '../nothing.ts';
import { isUnheard } from '../unheard.ts';
import { type Unwatched, unwatchedText } from '../unwatched.ts';
import { componentStates, componentsOf } from './component-state.ts';
import { columnsOf, type Entity, EVIDENCE_MAX, entitiesOf, entityRow, idOf, meets, sinceUs, stateOf, statusOf } from './entity.ts';
import { answersExpectation, verdictOf } from './expected.ts';
import { factsOf, factsText } from './facts.ts';
import { importedStates } from './imported-state.ts';

/** The cluster, or named entities, now or at an instant; of one entity also what else is on record of it, unless only how it is is wanted. */
export async function stateAnswer(plan: PlanOf<'state'>, work: Work, briefly = plan.form === 'where'): Promise<Result> {
  const components = componentsOf(plan);
  if (components !== undefined) return componentStates(components, plan, work);
  const { state, atUs, note, unwatched } = await stateOf(plan, work);
  const unbegun = atUs < work.nowUs && state.agents.size === 0 ? await beforeTheRecord(atUs, work) : undefined;
  if (unbegun !== undefined) return unbegun;
  const when = atUs === work.nowUs ? 'now' : `at ${clock(atUs, work)}`;
  const base = {
    as_of_seq: state.seq,
    scanned: state.agents.size + state.nodes.size,
    assumptions: [...(atUs === work.nowUs && plan.at === undefined ? [`state as of ${clock(atUs, work)}`] : []), ...note],
    unknown: unwatched === undefined ? [] : [`how it was ${when}: ${unwatchedText(unwatched, work)}`],
  };
  if (plan.target !== 'cluster') {
    const found = entitiesOf(state, plan.target).filter((entity) => meets(entity, plan.where, state, atUs));
    const told = found.length === 0 ? await importedStates(plan, atUs, when, work) : undefined;
    if (told !== undefined) return { ...base, ...told };
    if (found.length === 0)
      return {
        ...base,
        status: 'empty',
        nothing: 'none_matched',
        text: `It did not exist ${when}: no ${plan.target} of that name had been recorded by then.`,
      };
    // What went on in a silence that is over is on record since; of one that lasts nothing is.
    const unheard = new Map(when === 'now' ? found.flatMap((entity) => unheardText(entity, state, work)) : []);
    const { yes, said: facts } = verdictOf(plan, found, unheard, state, atUs);
    const opening = yes === true ? 'Yes: ' : yes === false ? 'No: ' : facts.length > 0 ? 'Not known: ' : '';
    const rows = found.map((entity) => ({ ...entityRow(entity), ...factsOf(entity) }));
    const [only, ...more] = found;
    const rest = only === undefined || more.length > 0 || briefly || unheard.size > 0 ? '' : factsText(only);
    const said = found.map(
      (entity) =>
        unheard.get(entity) ??
        `${idOf(entity)} ${when === 'now' ? 'is' : 'was'} ${statusOf(entity)}${plan.form === 'where' && entity.kind === 'node' ? ` on ${entity.node.agentId}` : ''} ${when} (for ${durationText((atUs - sinceUs(entity)) / 1000)})`,
    );
    return {
      ...base,
      unknown: [...base.unknown, ...unheard.values(), ...(yes === 'unknown' ? facts.filter((one) => one.startsWith('no ')) : [])],
      status: 'answered',
      ...(unwatched === undefined
        ? {
            value: yes ?? (unheard.has(found[0] as Entity) ? 'unknown' : statusOf(found[0] as Entity)),
            text: `${opening}${firstOf([...facts, ...said], 6, '; ')}${rest === '' ? '' : `; ${rest}`}.`.replace(/^whether/, 'Whether'),
          }
        : lastKnown(found.length === 1 ? idOf(found[0] as Entity) : 'they', when, unwatched, found.map(standing), work)),
      columns: columnsOf(rows),
      rows,
      evidence: rows.map((row) => String(row['event_id'])).filter((id) => id !== ''),
    };
  }
  if (state.seq === 0)
    return {
      ...base,
      status: 'empty',
      nothing: 'never',
      text: `Nothing is recorded ${when === 'now' ? 'yet' : `by ${when.replace(/^at /, '')}`}: there are no agents and no nodes.`,
    };
  const census = censusOf(state);
  const problems = problemsOf(state);
  const worst = problems.map((problem) => problem.what);
  const figures = `${census.healthy} of ${counted(census.agents, 'agent')} healthy, ${census.running} of ${counted(census.nodes, 'wanted node')} running${worst.length === 0 ? '' : `; ${firstOf(worst, 5, '; ')}`}`;
  const yes = answersExpectation(plan, [[state.cluster.verdict]]);
  return {
    ...base,
    status: 'answered',
    ...(unwatched === undefined
      ? {
          value: yes ?? state.cluster.verdict,
          text: `${yes === undefined ? '' : yes ? 'Yes: ' : 'No: '}${yes === undefined ? 'The' : 'the'} grid ${when === 'now' ? 'is' : 'was'} ${state.cluster.verdict} ${when}: ${figures}.`,
        }
      : lastKnown('the grid', when, unwatched, [`${state.cluster.verdict}, ${figures}`], work)),
    columns: ['entity_id', 'status', 'since'],
    rows: entitiesOf(state, 'entity')
      .slice(0, 1_000)
      .map((entity) => ({
        entity_id: idOf(entity),
        status: statusOf(entity),
        since: isoFromUs(sinceUs(entity)),
        event_id: entityRow(entity)['event_id'],
      })),
    evidence: [state.cluster.event, ...problems.map((problem) => problem.eventId)].filter((id) => id !== '').slice(0, EVIDENCE_MAX),
  };
}

/** Nobody watched then: what is told is what was known last, and that it is not an answer. */
function lastKnown(who: string, when: string, unwatched: Unwatched, known: readonly string[], work: Work): Pick<Result, 'value' | 'text'> {
  const was = who === 'they' ? 'were' : 'was';
  return {
    value: 'unknown',
    text: `How ${who} ${was} ${when} is not known: ${unwatchedText(unwatched, work)}. Last known, at ${clock(unwatched.fromUs, work)}: ${firstOf(known, 6, '; ')}.`,
  };
}

/** What is said of a node that ran when its agent was last heard: that it still does is more than anybody knows. */
function unheardText(entity: Entity, state: GridState, work: Work): readonly (readonly [Entity, string])[] {
  if (entity.kind !== 'node' || entity.agent === undefined || !isUnheard(entity, state)) return [];
  const { node, agent } = entity;
  const text = `whether ${node.id} is running now is not known: its agent ${agent.id} is ${agent.health}; it ran when it was last heard, at ${clock(agent.lastHeartbeatUs, work)}`;
  return [[entity, text]];
}

const standing = (entity: Entity): string => `${idOf(entity)} ${statusOf(entity)}`;
