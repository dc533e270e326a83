import { counted } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import type { Order, Target, Where } from '../../core/plan.ts';
import { firstOf, type Result } from '../answer.ts';
import { nameOfField } from '../figure-text.ts';
import { type Entity, fieldOf, idOf, meets, statusOf } from './entity.ts';

/** What is measured, and so may not have been measured yet. */
const FIGURES: ReadonlySet<string> = new Set(['cpu_pct', 'memory_mb', 'memory_pct', 'disk_pct']);

/** Things named in one sentence. */
const NAMED_MAX = 6;

/** Things of which a figure that was asked for is not known. */
export interface Unmeasured {
  readonly field: string;
  readonly entities: readonly Entity[];
  /** How many could have that figure. */
  readonly of: number;
}

/** Figures by which a plan asks or orders. */
function figuresIn(where: Where | undefined, order?: Order): string[] {
  const asked = Object.entries(where ?? {}).flatMap(([field, condition]) =>
    field === 'any' ? (condition as readonly Where[]).flatMap((one) => figuresIn(one)) : [field],
  );
  return [...new Set([...asked, ...(order === undefined ? [] : [order.by])])].filter((field) => FIGURES.has(field));
}

/** Whether it may have figures now: a node that does not run uses nothing, an agent that left is not asked about. */
const isMeasured = (entity: Entity): boolean =>
  entity.kind === 'node' ? statusOf(entity) === 'running' : statusOf(entity) !== 'unregistered';

/** Of those that meet everything else of a condition, the ones whose figures are not known: whether they meet it cannot be said. */
export function unmeasured(
  { where, order }: { readonly where?: Where; readonly order?: Order },
  all: readonly Entity[],
  state: GridState,
  nowUs: number,
): Unmeasured[] {
  const others = Object.fromEntries(Object.entries(where ?? {}).filter(([field]) => field !== 'any' && !FIGURES.has(field))) as Where;
  return figuresIn(where, order).flatMap((field) => {
    const candidates = all.filter((entity) => isMeasured(entity) && meets(entity, others, state, nowUs));
    const entities = candidates.filter((entity) => fieldOf(entity, field, state, nowUs) === undefined);
    return entities.length === 0 ? [] : [{ field, entities, of: candidates.length }];
  });
}

/** "the memory of n2 and n3: nothing has been recorded of it yet". */
export function unmeasuredWords({ field, entities }: Unmeasured): string {
  const unlimited = field === 'memory_pct' && entities.every((entity) => entity.kind === 'node' && entity.node.metrics !== undefined);
  const silent = entities.every((entity) => statusOf(entity) === 'offline');
  const why = unlimited ? 'no limit is set that it could be a share of' : silent ? 'offline' : 'nothing has been recorded of it yet';
  return `the ${nameOfField(field)} of ${firstOf(entities.map(idOf), NAMED_MAX)}: ${why}`;
}

/** What is said where a figure is known of none of the things asked about: nothing follows from that. */
export function unknownFigure(field: string, of: readonly Entity[], target: Target): Pick<Result, 'text' | 'unknown'> {
  const entities = of.filter(isMeasured);
  const noun = target === 'node' || target === 'agent' ? target : 'thing';
  if (entities.length === 0)
    return { text: `No ${nameOfField(field)} is known: of ${counted(of.length, noun)} none runs or is heard.`, unknown: [] };
  const said = unmeasuredWords({ field, entities, of: entities.length });
  return { text: `Not known: ${said}.`, unknown: [said] };
}
