import type { Where } from '../../plan.ts';
import type { Question } from '../question.ts';

/** An event that gives a time: "before node-17 crashed", "after the 1.5.1 rollout". */
export function anchorOf(question: Question): { readonly where: Where; readonly rel: 'before' | 'after' | 'around' } | undefined {
  for (const rel of ['before', 'after', 'around'] as const) {
    const at = question.find(rel);
    if (at === undefined || question.periods.some((item) => item.at <= at && at < item.end)) continue;
    const senses = question.senses.filter((sense) => sense.at > at && sense.entry.event !== undefined);
    if (senses.length === 0) continue;
    question.use(at, at + 1);
    if (/^(right|just|immediately|shortly)$/.test(question.word(at - 1))) question.use(at - 1, at);
    // The last one is what is meant anyway.
    if (/^(last|latest)$/.test(question.word((senses[0]?.at ?? 0) - 1))) question.use((senses[0]?.at ?? 1) - 1, senses[0]?.at ?? 0);
    const names = question.names.filter((name) => name.at > at);
    const where: Record<string, readonly string[]> = {
      event: [...new Set(senses.flatMap((sense) => sense.entry.event as readonly string[]))],
    };
    for (const { link } of names) if (link.how !== 'ambiguous' && link.how !== 'unknown') where[link.kind] = [link.name];
    // What the anchor took is no longer part of the main sentence.
    remove(question.senses, senses);
    remove(question.names, names);
    return { where, rel };
  }
  return undefined;
}

function remove<T>(from: T[], items: readonly T[]): void {
  for (const item of items) from.splice(from.indexOf(item), 1);
}
