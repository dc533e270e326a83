import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder } from './folder.ts';

/** Two places that are written in turn: whichever write is cut short, the other still holds the number before. */
const SLOT_BYTES = 64;
const SLOTS = 2;

/**
 * Raises a number that is kept in a file, and has the new one on disk before it returns. It is written over an older one, in place:
 * that takes no space, so that who needs a number to start also starts on a disk that is full.
 * @param next the new number from the last one kept: 0 when there is no file, undefined when there is one without a readable number
 */
export async function raiseCounter(path: string, next: (last: number | undefined) => number): Promise<number> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const slots = await readSlots(file);
    const [first = 0, second = 0] = slots ?? [];
    const last = Math.max(first, second);
    const number = next(slots === undefined || last > 0 ? last : undefined);
    if (slots?.length === SLOTS) await writeWhole(file, slot(number), first <= second ? 0 : SLOT_BYTES);
    else await writeWhole(file, Buffer.concat([slot(number), slot(number)]), 0);
    await file.sync();
    await syncFolder(dirname(path));
    return number;
  } finally {
    await file.close();
  }
}

function slot(number: number): Buffer {
  const text = String(number);
  return Buffer.from(`${text} ${crc32(text).toString(16).padStart(8, '0')}`.padEnd(SLOT_BYTES - 1).concat('\n'));
}

/** The numbers of both slots, 0 for one that was cut short; none for a file of another size; undefined for an empty one, which is new. */
async function readSlots(file: FileHandle): Promise<readonly number[] | undefined> {
  const { size } = await file.stat();
  if (size === 0) return undefined;
  if (size !== SLOTS * SLOT_BYTES) return [];
  const bytes = Buffer.alloc(size);
  await file.read(bytes, 0, bytes.length, 0);
  return Array.from({ length: SLOTS }, (_, i) => readSlot(bytes.toString('latin1', i * SLOT_BYTES, (i + 1) * SLOT_BYTES)));
}

function readSlot(text: string): number {
  const match = /^(\d{1,16}) ([0-9a-f]{8}) *\n$/.exec(text);
  return match !== null && crc32(match[1] as string) === Number.parseInt(match[2] as string, 16) ? Number(match[1]) : 0;
}

async function writeWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}
