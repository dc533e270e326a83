import { SutraError, usFromIso } from '@sutra/kit';
import type { Plan } from '../core/plan.ts';
import { anomalyOf } from './anomaly/anomaly.ts';
import type { Answer, Result, Work } from './answer.ts';
import { auditOf } from './audit/audit.ts';
import { changedOf } from './changed.ts';
import { compareOf } from './compare.ts';
import { countEntities } from './entities/count.ts';
import { isEventful } from './entities/eventful.ts';
import { listEntities } from './entities/list.ts';
import { stateAnswer } from './entities/state.ts';
import { aggregateOf } from './events/aggregate.ts';
import { countEvents } from './events/count.ts';
import { rateEvents } from './events/rate.ts';
import { ratioOf } from './events/ratio.ts';
import { listEvents } from './events/rows.ts';
import { predictOf } from './forecast/predict.ts';
import { impactOf } from './impact/impact.ts';
import { pathOf } from './path/path.ts';
import { similarOf } from './similar/similar.ts';
import { durationOf } from './spans/duration.ts';
import { stateAt } from './state-at.ts';
import { explainAnswer, preview, watchPreview } from './talk.ts';
import { unsupported } from './unsupported.ts';
import { simulateOf } from './whatif/simulate.ts';
import { explain } from './why/explain.ts';

/** One plan on one grid at one instant. `before` is the answer a question about an answer speaks of. */
export async function execute(plan: Plan, work: Work, before?: Answer): Promise<Result> {
  switch (plan.op) {
    case 'list': {
      if (plan.target === 'cluster')
        return stateAnswer({ op: 'state', target: 'cluster', ...(plan.at === undefined ? {} : { at: plan.at }) }, work);
      const then = await workAt(plan, work);
      return plan.target === 'event' ? listEvents(plan, then) : listEntities(plan, then);
    }
    case 'count': {
      const then = await workAt(plan, work);
      return plan.target === 'event' ? countEvents(plan, then) : countEntities(plan, then);
    }
    case 'timeline':
      return listEvents(plan, work);
    case 'state':
      return stateAnswer(plan, work);
    case 'ratio':
      return ratioOf(plan, work);
    case 'rate':
      return rateEvents(plan, work);
    case 'duration':
      return durationOf(plan, work);
    case 'aggregate':
      return aggregateOf(plan, work);
    case 'changed':
      return changedOf(plan, work);
    case 'why':
      return explain(plan, work);
    case 'impact':
      return impactOf(plan, work);
    case 'path':
      return pathOf(plan, work);
    case 'similar':
      return similarOf(plan, work);
    case 'predict':
      return predictOf(plan, work);
    case 'anomaly':
      return anomalyOf(plan, work);
    case 'simulate':
      return simulateOf(plan, work);
    case 'audit':
      return auditOf(plan, work);
    case 'compare':
      return compareOf(plan, work, execute);
    case 'watch':
      return watchPreview(plan);
    case 'action':
      return preview(plan, work, before);
    case 'explain':
      return explainAnswer(plan, before);
    default:
      throw unsupported(plan.op);
  }
}

/** A plan about what happened up to an instant is one asked at that instant. What things are at an instant is a state, and looks there itself. */
async function workAt(plan: Extract<Plan, { op: 'list' | 'count' }>, work: Work): Promise<Work> {
  const atUs = plan.at === undefined ? undefined : usFromIso(plan.at);
  if (atUs === undefined || atUs >= work.nowUs || (plan.target !== 'event' && !isEventful(plan))) return work;
  return { ...work, nowUs: atUs, past: true, state: await stateAt(work.reader, { atUs }, work.options) };
}

/** Whether a failure says that a plan is understood and not computed. */
export const isUncomputed = (reason: unknown): reason is SutraError =>
  reason instanceof SutraError && reason.code === 'SUTRA_ASK_NOT_COMPUTED';
