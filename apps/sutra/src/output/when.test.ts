import { isoFromUs, usFromIso } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import '../errors.ts';
import { clockText, instantUs, momentText, sinceText } from './when.ts';

const NOW = usFromIso('2026-11-21T10:00:00Z') as number;
const read = async (text: string, zone = 'UTC'): Promise<string> => isoFromUs(await instantUs(text, NOW, zone));

describe('a time as it is typed', () => {
  it.each([
    ['now', 'UTC', '2026-11-21T10:00:00.000000Z'],
    ['2h', 'UTC', '2026-11-21T08:00:00.000000Z'],
    ['1.5h ago', 'UTC', '2026-11-21T08:30:00.000000Z'],
    ['2026-03-18T14:30:00.000123Z', 'Europe/Berlin', '2026-03-18T14:30:00.000123Z'],
    ['2026-03-18T14:30:00+05:30', 'UTC', '2026-03-18T09:00:00.000000Z'],
    ['2026-03-18T14:30:00', 'Europe/Berlin', '2026-03-18T13:30:00.000000Z'],
    ['2026-03-18 14:30', 'Asia/Kolkata', '2026-03-18T09:00:00.000000Z'],
    ['yesterday 3pm', 'UTC', '2026-11-20T15:00:00.000000Z'],
    ['yesterday', 'America/New_York', '2026-11-20T05:00:00.000000Z'],
    ['an hour ago', 'UTC', '2026-11-21T09:00:00.000000Z'],
  ])('%s in %s is %s', async (text, zone, iso) => {
    expect(await read(text, zone)).toBe(iso);
  });

  it('that is no time, or could be two, is refused', async () => {
    await expect(read('blah')).rejects.toThrow('Cannot read "blah" as a time');
    await expect(read('at 3')).rejects.toThrow('it could be morning or afternoon');
  });
});

describe('a time as it is shown', () => {
  it('is a time of day today and has its date on other days, in the zone that was asked for', () => {
    expect(clockText('2026-11-21T09:08:07.006005Z', NOW, 'UTC')).toBe('09:08:07.006');
    expect(clockText('2026-11-21T09:08:07.006005Z', NOW, 'Asia/Kolkata')).toBe('14:38:07.006');
    expect(clockText('2026-11-20T23:30:00.000000Z', NOW, 'UTC')).toBe('2026-11-20 23:30:00.000');
    expect(clockText('2026-11-20T23:30:00.000000Z', NOW, 'Europe/Berlin')).toBe('00:30:00.000');
  });

  it('names its zone in a sentence, and never says 1970', () => {
    expect(momentText('2026-11-21T09:08:07.006005Z', NOW, 'UTC')).toBe('09:08:07 UTC');
    expect(sinceText('1970-01-01T00:00:00.000000Z', NOW)).toBe('–');
    expect(sinceText('2026-11-21T09:59:00.000000Z', NOW)).toBe('1 min');
  });
});
