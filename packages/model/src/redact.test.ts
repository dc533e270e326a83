import { describe, expect, it } from 'vitest';
import { REDACTED, redactArgs, redactEnv, redactText } from './redact.ts';
import { redactDraft } from './redact-draft.ts';

const SENTINEL = 'S3ntinel-9f8e7d6c5b';

describe('redaction', () => {
  it.each([
    `password=${SENTINEL}`,
    `DB_PASSWORD: ${SENTINEL}`,
    `{"api_key": "${SENTINEL}"}`,
    `--token ${SENTINEL} --port 1`,
    `--auth-token=${SENTINEL}`,
    `Authorization: Bearer ${SENTINEL}`,
    `authorization: Basic ${SENTINEL}aaaa==`,
    `connect to postgres://user:${SENTINEL}@db:5432/x`,
    `AWS_SECRET_ACCESS_KEY='${SENTINEL} with spaces'`,
    `-----BEGIN RSA PRIVATE KEY-----\n${SENTINEL}\n-----END RSA PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\n${SENTINEL} cut off`,
    `ghp_${SENTINEL.replace('-', '')}aaaaaaaaaa`,
  ])('takes the secret out of %j', (text) => {
    const clean = redactText(text);
    expect(clean).toContain(REDACTED);
    expect(clean).not.toContain(SENTINEL);
    expect(clean).not.toContain(SENTINEL.replace('-', ''));
  });

  it('leaves ordinary text alone', () => {
    for (const text of [
      'exit code 3: address in use 0.0.0.0:50051',
      'tokenizer loaded 512 words',
      'bypass the pass',
      'http://localhost:50052/x',
    ])
      expect(redactText(text)).toBe(text);
  });

  it('knows secrets by the name of their variable, member or flag', () => {
    expect(redactEnv({ API_TOKEN: 'x', PATH: '/bin', PASSWORD: '', URL: `https://u:${SENTINEL}@h` })).toEqual({
      API_TOKEN: REDACTED,
      PATH: '/bin',
      PASSWORD: '',
      URL: `https://u:${REDACTED}@h`,
    });
    expect(redactArgs(['--token', 'x', '--port', '1', '--secret=y'])).toEqual(['--token', REDACTED, '--port', '1', `--secret=${REDACTED}`]);
    const body = { a: [{ client_secret: 'x' }, 1], b: 'password=x' };
    expect(redactDraft({ type: 'custom.probe', entities: ['e'], body }, []).draft.body).toEqual({
      a: [{ client_secret: REDACTED }, 1],
      b: `password=${REDACTED}`,
    });
  });

  it('copies a draft: what its maker changes later is not in the copy', () => {
    const body = { deep: { list: ['a', { b: 'c' }] }, n: 1 };
    const causedBy = ['event-x'];
    const { draft } = redactDraft({ type: 'custom.probe', entities: ['e'], body, causedBy }, []);
    body.deep.list.push('later');
    (body.deep.list[1] as { b: string }).b = 'later';
    causedBy.push('later');
    expect(draft).toMatchObject({ body: { deep: { list: ['a', { b: 'c' }] }, n: 1 }, causedBy: ['event-x'] });
    expect(JSON.stringify(draft)).not.toContain('later');
  });

  it('takes the operator’s own patterns', () => {
    expect(redactText('badge ACME-1234 and ACME-5678', [/ACME-\d+/])).toBe(`badge ${REDACTED} and ${REDACTED}`);
  });

  it('is done quickly with text made to be slow', () => {
    const before = process.cpuUsage();
    for (const text of [
      'a'.repeat(50_000),
      'token'.repeat(10_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(500),
      'x://'.repeat(12_000),
      `password=${' '.repeat(50_000)}`,
    ])
      redactText(text);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  it('changes nothing the second time', () => {
    const once = redactText(`password=${SENTINEL} Bearer ${SENTINEL} {"token": "${SENTINEL}"}`);
    expect(redactText(once)).toBe(once);
  });
});
