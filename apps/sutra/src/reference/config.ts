import { SETTINGS, type Setting } from '../config/settings.ts';

/** docs/reference/config.md from the settings table. */
export function configReference(): string {
  const lines = [
    '# Configuration',
    '',
    'One file, TOML or YAML, named with `--config FILE` or `SUTRA_CONFIG`. Strict: an unknown key is an error that names the nearest known one. Weakest first: default, file, environment, flag.',
    '',
    'This page is generated from the settings table (`npm run reference`).',
    '',
  ];
  for (const [section, settings] of Object.entries(SETTINGS)) {
    lines.push(`## [${section}]`, '', '| key | type | default | environment | flag | meaning |', '|---|---|---|---|---|---|');
    for (const [key, row] of Object.entries(settings as Record<string, Setting>)) {
      lines.push(
        `| \`${key}\` | ${typeText(row)} | ${row.initial === undefined ? 'computed' : `\`${JSON.stringify(row.initial)}\``} | ${code(row.env)} | ${row.flag === undefined ? '' : `\`--${row.flag}\``} | ${row.says.replaceAll('|', '\\|')} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function typeText(row: Setting): string {
  const { type } = row;
  if (type.kind === 'int') return `${type.min}–${type.max}`;
  if (type.kind === 'oneOf') return type.values.join(', ');
  return {
    port: 'port',
    flag: 'true or false',
    endpoint: 'host:port',
    texts: 'list',
    map: 'table',
    path: 'path',
    name: 'name',
    text: 'text',
  }[type.kind];
}
