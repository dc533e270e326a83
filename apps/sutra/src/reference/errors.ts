import { errorTable, SURFACES } from '@sutra/kit';

/** docs/reference/errors.md: every package's rows, once each. Loading a package is what declares its rows. */
export async function errorsReference(): Promise<string> {
  await Promise.all([
    import('../errors.ts'),
    import('@sutra/model'),
    import('@sutra/wire'),
    import('@sutra/storage/engine'),
    import('@sutra/storage/server'),
    import('@sutra/storage/client'),
    import('@sutra/rpc'),
    import('@sutra/platform/process'),
    import('@sutra/events'),
    import('@sutra/client'),
    import('@sutra/hybrid'),
    import('@sutra/agent'),
    import('@sutra/master'),
    import('@sutra/control'),
    import('@sutra/mcp'),
  ]);
  const lines = [
    '# Errors',
    '',
    'Every failure a user can see carries a code from this table, says what happened, and how to mend it. The kind decides the gRPC status, the HTTP status and the exit code of the command.',
    '',
    'This page is generated from the error tables in the code (`npm run reference`).',
    '',
    '| code | kind | HTTP | exit | try again | mend |',
    '|---|---|---|---|---|---|',
  ];
  for (const [code, row] of errorTable()) {
    const surface = SURFACES[row.kind];
    lines.push(
      `| \`${code}\` | ${row.kind} | ${surface.http} | ${surface.exit} | ${row.retry ? 'yes' : 'no'} | ${row.mend.replaceAll('|', '\\|')} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}
