import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4', 'node-7'], agent: ['agent-2', 'agent-4'], user: ['priya'], region: ['us-east'] });
const read = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue);

/** Words before a noun that tell some things from others, by what no event says. */
const NARROWS =
  'unexpected planned unplanned manual automatic critical minor major severe small large remote idle busy spare important primary secondary public private internal external expensive cheap orphaned stuck zombie stale fresh temporary permanent accidental intentional deliberate suspicious related correlated partial empty repeated duplicate recurring isolated random documented acknowledged resolved unhandled graceful forced cold hot likely serious bad good nasty harmless dangerous rare certain specific various several single visible early late sudden slow initial original next future pending queued inactive enabled disabled monitored unreported official verified confirmed suspected shared foreign custom special abnormal irregular annual paying premium legacy modern worst heavy light noisy loud reliable flaky trusted insecure protected dedicated virtual physical arm x86 gpu'.split(
    ' ',
  );
const BEFORE = [
  'show {} crashes today',
  'which {} nodes are stopped?',
  'list {} restarts this week',
  '{} spawn failures today',
  'who stopped the {} nodes?',
];

/** Some of those, for what is measured, wished and watched. */
const OF_ALL =
  'primary secondary important remote idle stuck stale temporary suspicious silent repeated documented resolved graceful clean hot serious bad rare certain visible sudden initial upcoming queued inactive official verified custom heavy flaky dedicated virtual good possible fast long'.split(
    ' ',
  );

/** Ends of a question that change what is asked. */
const ENDS = [
  ...['under load', 'with a warning', 'without warning', 'by accident', 'on purpose', 'in a row', 'at once', 'in the background'],
  ...['during the demo', 'during peak hours', 'after hours', 'before lunch', 'at night', 'in the morning', 'on workdays', 'in parallel'],
  ...['despite the limit', 'instead of restarting', 'for no reason', 'for longer than an hour', 'more than once', 'twice', 'per customer'],
  ...['that we caused', 'that nobody fixed', 'for the payments service', 'on ssd', 'in rack 4', 'near agent-2', 'like yesterday'],
  ...['minus restarts', 'but not restarts', 'or restarts', 'than yesterday', 'respectively', 'only on weekends', 'if any were drained'],
];
const BEHIND = ['show crashes {}', 'which nodes crashed today {}?'];

const FIGURES = [
  '{} spawn success rate per region',
  '{} downtime of agent-2 this week',
  'compare {} crashes this week vs last week',
  'share of {} crashes caused by oom',
];
const WISHES = ['restart the {} nodes on agent-4', 'drain the {} agents in us-east', 'tell me when a {} node crashes'];

const without = (question: string): string => JSON.stringify(read(question.replace(/ ?\{\}/, '').trim()).plan);
const passedOver = (question: string, words: readonly string[]): string[] =>
  words.filter((word) => {
    const { plan, ignored } = read(question.replace('{}', word));
    return JSON.stringify(plan) === without(question) && ignored.length === 0;
  });

describe('a word that narrows is read, refused or told, and never passed over in silence', () => {
  it.each(BEFORE)('%s', (question) => {
    expect(passedOver(question, NARROWS)).toEqual([]);
  });
  it.each([...FIGURES, ...WISHES])('%s', (question) => {
    expect(passedOver(question, OF_ALL)).toEqual([]);
  });
  it.each(BEHIND)('%s', (question) => {
    expect(passedOver(question, ENDS)).toEqual([]);
  });
});
