/** What a run found, as lines of Markdown. Every word that depends on a figure is computed from it. */
import { digits, median } from '../measure.mjs';
import { FIGURES, isBetter, timesBetter } from './figures.mjs';

const middle = (rounds, key) => median(rounds.map((round) => round[key]));
const has = (rounds, key) => rounds.length > 0 && rounds[0][key] !== undefined;

/** Median, and min–max where there was more than one round. */
function cell(rounds, key) {
  if (!has(rounds, key)) return '–';
  const numbers = rounds.map((round) => round[key]);
  const spread = numbers.length > 1 ? ` [${digits(Math.min(...numbers))}–${digits(Math.max(...numbers))}]` : '';
  return `${digits(median(numbers))}${spread}`;
}

export function progressLine(round, system, found) {
  const short = FIGURES.filter(({ key }) => found[key] !== undefined).map(({ key }) => `${key} ${digits(found[key])}`);
  return `round ${round}, ${system.name.padEnd(24)} ${short.join(' · ')}`;
}

export function tables(systems, rounds, limits) {
  const appends = FIGURES.slice(0, 4);
  const questions = FIGURES.slice(4);
  const jsonBytes = Math.round(rounds[systems[0].key][0].jsonBytes);
  return [
    `An event is ${jsonBytes} bytes of JSON with three links to entities. Median [min–max] of ${rounds[systems[0].key].length} rounds.`,
    '',
    ...table(systems, ['system', 'version', 'durable setting', ...appends.map(({ title }) => title)], (system) => [
      system.name,
      system.version,
      system.durable,
      ...appends.map(({ key }) => cell(rounds[system.key], key)),
    ]),
    '',
    ...table(systems, ['system', ...questions.map(({ title }) => title)], (system) => [
      system.name,
      ...questions.map(({ key }) => cell(rounds[system.key], key)),
    ]),
    '',
    ...systems.map(({ name, design }) => `- ${name}: ${design}.`),
    `- The floor here, taken in the same run: append and flush of 300 bytes ${digits(limits.flush * 1000)} µs, a call to a bare Node server in another process that answers 1,200 bytes ${digits(limits.call * 1000)} µs, an append to a bare Node server that writes, flushes and answers ${digits(limits.bareAppend * 1000)} µs, start of an empty Node process ${digits(limits.nodeStart)} ms.`,
    '',
  ];
}

function table(systems, heads, row) {
  return [`| ${heads.join(' | ')} |`, `|${'---|'.repeat(heads.length)}`, ...systems.map((system) => `| ${row(system).join(' | ')} |`)];
}

/** Ours over TCP beside the best networked peer that flushes before it acknowledges. */
export function goalLines(systems, rounds) {
  const ours = systems.find(({ isOurs, networked }) => isOurs && networked);
  const peers = systems.filter(({ isOurs, networked, isDurable }) => !isOurs && networked && isDurable);
  if (ours === undefined) return [];
  const lines = FIGURES.filter(
    ({ ratio, atLeast, atMost }) => (ratio !== undefined && peers.length > 0) || atLeast !== undefined || atMost !== undefined,
  );
  return [
    '| goal | Sutra Storage, TCP | best networked peer that flushes | ratio | goal | |',
    '|---|---|---|---|---|---|',
    ...lines.flatMap((figure) => goalsOf(figure, middle(rounds[ours.key], figure.key), best(figure, peers, rounds))),
    '',
  ];
}

function best(figure, peers, rounds) {
  const able = peers
    .filter(({ key }) => has(rounds[key], figure.key))
    .map(({ key, name }) => ({ name, value: middle(rounds[key], figure.key) }));
  return able.reduce((one, other) => (one === undefined || isBetter(figure, other.value, one.value) ? other : one), undefined);
}

function goalsOf(figure, value, peer) {
  const lines = [];
  const verdict = (met) => (met ? 'pass' : 'MISS');
  if (figure.ratio !== undefined && peer !== undefined) {
    const times = timesBetter(figure, value, peer.value);
    lines.push(
      `| ${figure.title} | ${digits(value)} | ${digits(peer.value)} (${peer.name}) | ${digits(times)}× | ≥ ${figure.ratio}× | ${verdict(times >= figure.ratio)} |`,
    );
  }
  if (figure.atLeast !== undefined)
    lines.push(`| ${figure.title} | ${digits(value)} | | | ≥ ${digits(figure.atLeast)} | ${verdict(value >= figure.atLeast)} |`);
  if (figure.atMost !== undefined)
    lines.push(`| ${figure.title} | ${digits(value)} | | | ≤ ${figure.atMost} | ${verdict(value <= figure.atMost)} |`);
  return lines;
}

/** Every figure in which some system is ahead of ours over TCP, by how much, and what differs. */
export function lossLines(systems, rounds, limits) {
  const ours = systems.find(({ isOurs, networked }) => isOurs && networked);
  if (ours === undefined) return [];
  const ownProcess = systems.find(({ isOurs, networked }) => isOurs && !networked);
  const embedded = ownProcess === undefined ? undefined : rounds[ownProcess.key];
  const lines = [];
  for (const figure of FIGURES) {
    const value = middle(rounds[ours.key], figure.key);
    for (const other of systems) {
      if (other.isOurs || !has(rounds[other.key], figure.key)) continue;
      const theirs = middle(rounds[other.key], figure.key);
      if (!isBetter(figure, theirs, value)) continue;
      lines.push(
        `- ${figure.title}: ${other.name} is ${digits(timesBetter(figure, theirs, value))}× ahead${because(figure, other, value, limits, embedded)}.`,
      );
    }
  }
  return lines.length === 0
    ? ['No system was ahead of Sutra Storage over TCP in any figure.']
    : ['Where another system was ahead of ours over TCP:', '', ...lines];
}

function because({ key }, other, value, limits, embedded) {
  const reasons = [];
  if (['latest', 'chain'].includes(key) && embedded !== undefined)
    reasons.push(
      `inside the process that asks the same takes us ${digits(middle(embedded, key))} ms, and a bare call between two Node processes ${digits(limits.call)} ms`,
    );
  if (!other.networked) reasons.push('it is asked in its own process, without a round trip');
  if (!other.isDurable && ['single', 'pipelined', 'batch64', 'batch512'].includes(key))
    reasons.push('it does not flush before it acknowledges');
  if (key === 'open') reasons.push(`of our ${digits(value)} ms the start of Node itself takes ${digits(limits.nodeStart)}`);
  if (key === 'single')
    reasons.push(
      `of our ${digits(1e6 / value)} µs an event a bare Node server that only writes, flushes and answers takes ${digits(limits.bareAppend * 1000)}`,
    );
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}
