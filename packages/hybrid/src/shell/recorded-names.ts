import type { CallOptions, StoreReader } from '@sutra/storage';
import { QUESTION_CHARS_MAX, tokenise } from '../core/language/tokens.ts';
import { catalogueOfNames, type LiveCatalogue, NAME_KINDS } from '../core/names.ts';
import { importedOf } from './imported.ts';

/** Words of one question that are looked up; a question names a few things, not many. */
const WORDS_MAX = 6;
/** No agent or node is called by more. */
const NAME_CHARS_MAX = 128;
/** What may be a name: with a digit, a dash, a dot or a slash in it, or between quotation marks. */
const NAME_LIKE = /[\d./_-]/;
/** Numbers, times and shares as they stand in questions: "24", "p95", "00:30", "2026-03-17", "512mb", "10m", "3rd", "50%". Between quotation marks they may be names. */
const COUNTS_OR_TIMES = /^(p?\d+(\.\d+)?%?|\d{1,2}:\d{2}(:\d{2})?|\d{4}-\d{2}(-\d{2}(t[\d:.]+z?)?)?|\d+(\.\d+)?[a-z]{1,3})$/;

/**
 * The catalogue with the nodes and agents of a question, and of the one before it, that are not, or no longer, part of the grid but stand in the record: long gone, or from
 * history that was imported. A name of imported history is known as
 * it is; any other is looked up where it looks like one.
 */
export async function withRecordedNames(
  catalogue: LiveCatalogue,
  questions: readonly string[],
  reader: Pick<StoreReader, 'query' | 'aggregate'>,
  options?: CallOptions,
): Promise<LiveCatalogue> {
  const { names } = catalogue;
  const known = (word: string): boolean => catalogue.aliases.has(word) || NAME_KINDS.some((kind) => names[kind].has(word));
  // Whatever is longer is refused unread.
  const said = questions.filter((one) => one.length <= QUESTION_CHARS_MAX).flatMap((one) => tokenise(one));
  if (said.length === 0) return catalogue;
  const imported = await importedOf(reader, options);
  const [agents, nodes] = [imported.agents, imported.nodes].map((things) => new Set([...things.keys()].map((id) => id.toLowerCase())));
  const found = { agent: new Set(names.agent), node: new Set(names.node) };
  for (const { text } of said) {
    if (known(text)) continue;
    if (nodes?.has(text)) found.node.add(text);
    else if (agents?.has(text)) found.agent.add(text);
  }
  const words = said.filter(({ text, quoted }) => quoted === true || (NAME_LIKE.test(text) && !COUNTS_OR_TIMES.test(text)));
  const unknown = [...new Set(words.map(({ text }) => text))]
    .filter((word) => word.length > 1 && word.length <= NAME_CHARS_MAX && !known(word) && !found.node.has(word) && !found.agent.has(word))
    .slice(0, WORDS_MAX);
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
  const { figures } = catalogue;
  return { ...catalogueOfNames({ ...names, ...found }, catalogue), ...(figures === undefined ? {} : { figures }) };
}
