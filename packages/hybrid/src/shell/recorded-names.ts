import type { CallOptions, StoreReader } from '@sutra/storage';
import { QUESTION_CHARS_MAX, tokenise } from '../core/language/tokens.ts';
import { catalogueOfNames, type LiveCatalogue, NAME_KINDS } from '../core/names.ts';

/** Words of one question that are looked up; a question names a few things, not many. */
const WORDS_MAX = 6;
/** No agent or node is called by more. */
const NAME_CHARS_MAX = 128;
/** What may be a name: with a digit, a dash, a dot or a slash in it, or between quotation marks. */
const NAME_LIKE = /[\d./_-]/;
/** Numbers, times and shares as they stand in questions: "24", "p95", "00:30", "2026-03-17", "512mb", "10m", "3rd", "50%". Between quotation marks they may be names. */
const COUNTS_OR_TIMES = /^(p?\d+(\.\d+)?%?|\d{1,2}:\d{2}(:\d{2})?|\d{4}-\d{2}(-\d{2}(t[\d:.]+z?)?)?|\d+(\.\d+)?[a-z]{1,3})$/;

/**
 * The catalogue with the nodes and agents of a question that are not, or no longer, part of the grid but stand in the record: long gone, or from
 * history that was imported. Each such word costs one look at the store.
 */
export async function withRecordedNames(
  catalogue: LiveCatalogue,
  question: string,
  reader: Pick<StoreReader, 'query'>,
  options?: CallOptions,
): Promise<LiveCatalogue> {
  if (question.length > QUESTION_CHARS_MAX) return catalogue; // it is refused unread
  const { names } = catalogue;
  const known = (word: string): boolean => catalogue.aliases.has(word) || NAME_KINDS.some((kind) => names[kind].has(word));
  const words = tokenise(question).filter(({ text, quoted }) => quoted === true || (NAME_LIKE.test(text) && !COUNTS_OR_TIMES.test(text)));
  const unknown = [...new Set(words.map(({ text }) => text))]
    .filter((word) => word.length > 1 && word.length <= NAME_CHARS_MAX && !known(word))
    .slice(0, WORDS_MAX);
  const found = { agent: new Set(names.agent), node: new Set(names.node) };
  const seen = await Promise.all(
    unknown.map(async (word) => ({ word, events: (await reader.query({ entities: [[word]], limit: 1 }, options)).events })),
  );
  for (const { word, events } of seen) {
    const body = events[0]?.body;
    if (body?.['node_id'] === word) found.node.add(word);
    else if (body?.['agent_id'] === word) found.agent.add(word);
    else if (events[0]?.entities[0] === word) found.node.add(word);
  }
  if (found.agent.size === names.agent.size && found.node.size === names.node.size) return catalogue;
  return catalogueOfNames({ ...names, ...found }, catalogue);
}
