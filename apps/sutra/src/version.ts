import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of this installation, from its package file. */
export function installedVersion(): string {
  const file = fileURLToPath(new URL('../package.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
