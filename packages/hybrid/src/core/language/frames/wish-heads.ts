import type { Verb } from '../../plan.ts';
import type { Clause } from '../clause.ts';
import type { Item, WordItem } from '../sentence.ts';

/** Verbs whose particle may stand behind what they are done to: "roll agent-5 back to 1.5.0", "shut node-5 down". */
const APART: readonly (readonly [RegExp, RegExp, Verb])[] = [
  [/^roll$/, /^back$/, 'rollback'],
  [/^roll$/, /^(forward|forwards|out)$/, 'update'],
  [/^(shut|turn|switch|power)$/, /^(down|off)$/, 'stop'],
];

/** "take agent-3 out of rotation", "put it back in rotation": said of what takes part. */
function rotation(clause: Clause, head: Item): WordItem | undefined {
  const word = clause.items.find((item) => clause.text(item) === 'rotation');
  if (word === undefined || clause.names('agent').length === 0) return undefined;
  const out = clause.has(/^(out|out of|from)$/);
  const back = !out && clause.has(/^(back|back in|back into|into|in)$/);
  const act: Verb | undefined = /^(put|bring|return)$/.test(clause.text(head))
    ? 'undrain'
    : /^(take|pull|get|remove)$/.test(clause.text(head))
      ? back
        ? 'undrain'
        : 'drain'
      : undefined;
  if (act === undefined) return undefined;
  clause.use(
    head,
    word,
    ...clause.items.filter((item) => /^(out|of|out of|from|back|back in|back into|in|into|to)$/.test(clause.text(item))),
  );
  return wish(head, clause, act);
}

/** "increase us-east to 8 nodes", "reduce the number of nodes in eu-west to 3": another number of nodes, said in full. */
function resized(clause: Clause, head: Item): WordItem | undefined {
  // "remove 2 nodes from staging": so many fewer.
  const [fewer, noun] = clause.items.slice(clause.items.indexOf(head) + 1);
  if (
    /^(remove|drop|take away|get rid of)$/.test(clause.text(head)) &&
    fewer?.type === 'number' &&
    noun?.type === 'word' &&
    noun.entry.target === 'node'
  ) {
    clause.use(head, ...clause.items.filter((item) => /^(from|in|of)$/.test(clause.text(item))));
    return fewer.sign === undefined && fewer.unit === undefined && fewer.amount === undefined ? wish(head, clause, 'scale') : undefined;
  }
  if (!/^(increase|raise|reduce|decrease|lower|cut|bring)$/.test(clause.text(head))) return undefined;
  const number = clause.numbers().find((item) => clause.word(item.at - 1) === 'to' && item.sign === undefined && item.unit === undefined);
  const nodes = clause.items.filter((item) => /^(nodes?|number of|the number of|node counts?|counts?|number)$/.test(clause.text(item)));
  if (number === undefined || nodes.length === 0) return undefined;
  clause.use(head, ...nodes, ...clause.items.filter((item) => /^(up|down|to|from)$/.test(clause.text(item))));
  return wish(head, clause, 'scale');
}

/** "I want 4 more nodes in eu-west": so many more than there are. */
function wanted(clause: Clause, head: Item): WordItem | undefined {
  const at = clause.items.indexOf(head);
  const lead = clause.items.slice(0, at).map((item) => clause.text(item));
  if (head.type !== 'number' || head.sign !== undefined || head.unit !== undefined || head.amount !== undefined) return undefined;
  if (
    !lead.some((text) => /^(want|need|like|would like)$/.test(text)) ||
    !/^(more|additional|extra)$/.test(clause.text(clause.items[at + 1] as Item))
  )
    return undefined;
  const noun = clause.items[at + 2];
  return noun?.type === 'word' && noun.entry.target === 'node' ? wish(head, clause, 'scale') : undefined;
}

/** "shut down node-108": a command like any other, though "shut down" is also what was done. */
function shutDown(clause: Clause, head: Item): WordItem | undefined {
  if (!/^shut (down|off)$/.test(clause.text(head))) return undefined;
  const next = clause.next(head, /^(the|node|agent|on|for)$/);
  if (next?.type !== 'name' || (next.kind !== 'node' && next.kind !== 'agent')) return undefined;
  clause.use(head);
  return wish(head, clause, 'stop');
}

/** "give cache-2 a restart", "do a reboot of node-4": the verb said as a thing that is given or done. */
function given(clause: Clause, head: Item): WordItem | undefined {
  const giving = /^give$/.test(clause.text(head));
  if (!giving && !/^(do|perform|run|make|initiate|trigger|issue|schedule|start|execute)$/.test(clause.text(head))) return undefined;
  const named = clause.names().some((name) => name.kind === 'node' || name.kind === 'agent');
  const deed = clause.items.find(
    (item) => item.at > head.at && DEED.test(clause.text(item)) && /^(an?|another|the)$/.test(clause.word(item.at - 1)),
  );
  if (!named || deed === undefined) return undefined;
  clause.use(head, deed, ...clause.items.filter((item) => /^(quick|fresh|little|good|on|of|to|for|rolling)$/.test(clause.text(item))));
  return wish(head, clause, deedOf(clause.text(deed)));
}

/** "have edge-tokyo drained", "get node-4 restarted": what is to be done stands behind what it is done to. */
function havingDone(clause: Clause, head: Item): WordItem | undefined {
  const at = clause.items.indexOf(head);
  const before = clause.items[at - 1];
  const getting = [head, before, ...clause.items.slice(0, at)].find(
    (item) => item !== undefined && /^(get|have|want|like|would like|need)$/.test(clause.text(item)),
  );
  const last = clause.items.findLastIndex((item) =>
    item.type !== 'name' || item.kind !== 'version' ? !/^(?:to|version|please)$/.test(clause.text(item)) : false,
  );
  const verb = clause.items[last];
  if (getting === undefined || verb?.type !== 'word' || verb.entry.act === undefined || verb.entry.form !== 'past') return undefined;
  const between = clause.items.slice(clause.items.indexOf(getting) + 1, last);
  const named = between.some((item) => item.type === 'name' && (item.kind === 'node' || item.kind === 'agent'));
  // "have all agents been updated" asks.
  const wishing = !clause.items.some((item) => /^(?:been|being)$/.test(clause.text(item)));
  // "I'd like every crashed node in us-west restarted": all of those, and not a list of what was done.
  const things = wishing && /^(?:the|all|every|each|both)\b/.test(clause.text(between[0] as Item)) && between.some(isThing);
  const told = (item: Item): boolean =>
    item.type === 'name' || isThing(item) || /^(?:the|all|every|each|both|in|on|of)$/.test(clause.text(item)) || isStatus(item);
  if (
    !(named && between.every((item) => item.type === 'name' || /^(the|node|agent|and|,|please)$/.test(clause.text(item)))) &&
    !(things && between.every(told))
  )
    return undefined;
  clause.use(getting, verb);
  return { ...verb, entry: { act: verb.entry.act, form: 'base' } };
}

const isStatus = (item: Item): boolean => item.type === 'word' && item.entry.status !== undefined;

const DEED = /^(restart|reboot|kick|bounce|power cycle|recycle|drain|rollback|backup|stop|shutdown|undrain|update|upgrade)$/;
const deedOf = (text: string): Verb =>
  text === 'upgrade' || text === 'update'
    ? 'update'
    : /^(drain|rollback|backup|stop|undrain)$/.test(text)
      ? (text as Verb)
      : text === 'shutdown'
        ? 'stop'
        : 'restart';

const NEEDS = /^(?:needs?|should|must|has|have|ought|could|can|may|wants?|requires?)$/;

/** "node-4 needs to be restarted", "us-west should be scaled to 6 nodes", "cache-1 needs a restart": a wish said of what it is about. */
function needed(clause: Clause): WordItem | undefined {
  if (!clause.tokens.some((token) => NEEDS.test(token.text))) return undefined;
  const text = clause.tokens.map((token) => token.text).join(' ');
  const said =
    /^(?:please |hey |ok |so |i think |i guess |now |the |our |node |agent |nodes |agents )*\S+(?: (?:and|,) \S+)*(?: (?:now|also|really|just|node|agent))* (?:needs?|should|must|has to|have to|ought to|could use|(?:can|may)(?= (?:now |safely |also )?be )|wants?|requires?)(?: (?:to|be|get|a|an|another|now|really|probably|please))* /.exec(
      `${text} `,
    );
  const at = said === null ? nounPhrase(text) : said[0].trim().split(' ').length;
  if (at === undefined || /^(?:who|what|which|why|how|when|where|does|do|did|is|are|was|should|could|can|would|if)\b/.test(text))
    return undefined;
  if (/\b(?:have been|has been|when|whenever|if|unless|until|why|because|not|never|after|before)\b/.test(text)) return undefined;
  const whole = clause.items.find((item) => item.at < at && item.end > at && /^needs? an? /.test(clause.text(item)));
  const deed = whole === undefined ? undefined : clause.word(whole.end - 1);
  const stands = whole === undefined ? undefined : clause.items[clause.items.indexOf(whole) - 1];
  if (whole !== undefined && deed !== undefined && DEED.test(deed) && (stands?.type === 'name' || isThing(stands))) {
    clause.use(whole);
    return wish(whole, clause, deedOf(deed));
  }
  const verb = clause.items.find((item): item is WordItem => item.type === 'word' && item.at === at && item.entry.act !== undefined);
  const about = clause.items.filter((item) => item.at < at);
  const things = said === null && about.some(isThing);
  const named = said !== null && about.some((item) => item.type === 'name' && item.kind !== 'user');
  if (verb === undefined || !(things || named)) return undefined;
  if (verb.entry.form !== 'past' && !/^(?:to|an?|another|be|get|use|needs?|wants?|requires?)$/.test(clause.word(at - 1))) return undefined;
  // Of things told by how they are, what tells them stays.
  clause.use(verb, ...about.filter((item) => (things ? ONLY_SAYS.test(clause.text(item)) : item.type !== 'name' && item.type !== 'lost')));
  return { ...verb, entry: { act: verb.entry.act as Verb, form: 'base' } };
}
const ONLY_SAYS = /^(?:needs?|should|must|has|have|ought|can|may|to|be|get|a|an|another|now|really|please)$/;
const isThing = (item: Item | undefined): boolean =>
  item?.type === 'word' && (item.entry.target === 'node' || item.entry.target === 'agent');

/** "the failed nodes of agent-4 need to be": at which word the deed stands that is wished for things told by how they are. */
function nounPhrase(text: string): number | undefined {
  const said =
    /^(?:please |hey |ok |so |now )*(?:the|all|every|each|both|our)(?: (?!,|and\b|but\b|that\b|which\b|did\b|was\b|were\b|is\b|are\b)\S+){1,7}? (?:needs?|should|must|has to|have to|ought to|(?:can|may)(?= (?:now )?be ))(?: (?:to|be|get|a|an|now|really|please))* /.exec(
      `${text} `,
    );
  return said?.[0].trim().split(' ').length;
}

const wish = (head: Item, clause: Clause, act: Verb): WordItem => ({
  type: 'word',
  at: head.at,
  end: head.end,
  phrase: clause.text(head),
  entry: { act, form: 'base' },
});

/** The verb of a wish where it is not simply the first word: its particle stands apart, or the wish is said of what it is about. */
export function wishHead(clause: Clause, head: Item | undefined): WordItem | undefined {
  if (head === undefined) return undefined;
  const said =
    shutDown(clause, head) ??
    rotation(clause, head) ??
    resized(clause, head) ??
    wanted(clause, head) ??
    given(clause, head) ??
    havingDone(clause, head) ??
    needed(clause);
  if (said !== undefined) return said;
  const at = clause.items.indexOf(head);
  for (const [verb, particle, act] of APART) {
    if (!verb.test(clause.text(head))) continue;
    const tail = clause.items.slice(at + 1, at + 5).find((item) => particle.test(clause.text(item)));
    if (tail === undefined || !clause.items.slice(at + 1, clause.items.indexOf(tail)).some((item) => item.type === 'name')) continue;
    clause.use(head, tail);
    return wish(head, clause, act);
  }
  return undefined;
}
