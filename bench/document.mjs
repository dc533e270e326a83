/** The sections of docs/PERFORMANCE.md that a benchmark writes: each between its own two marks, each saying how it was made. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { isoFromUs, systemClock } from '@sutra/kit';

const DOCUMENT = new URL('../docs/PERFORMANCE.md', import.meta.url);

/** @param name of the section's marks: `<!-- name:begin -->` and `<!-- name:end -->` */
export function writeSection(name, command, where, lines) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const date = isoFromUs(systemClock().wallUs()).slice(0, 10);
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const section = [begin, `${date}, commit ${commit}, ${where}. Measured with \`${command}\`.`, '', ...lines, end].join('\n');
  const text = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  writeFileSync(
    DOCUMENT,
    from === -1 || to === -1 ? `${text.trimEnd()}\n\n${section}\n` : text.slice(0, from) + section + text.slice(to + end.length),
  );
  console.log('written to docs/PERFORMANCE.md');
}
