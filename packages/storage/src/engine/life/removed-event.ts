import type { StoreReader } from '../../contract/store.ts';

/** Whether retention may have removed an event of that type and time, or made it part of another row. */
export async function mayBeRemoved(
  store: Pick<StoreReader, 'aggregate'>,
  { type, timeUs }: { readonly type: string; readonly timeUs: number },
): Promise<boolean> {
  const { holes, partial } = await store.aggregate({ types: [type], fromUs: timeUs, toUs: timeUs + 1 });
  return partial || holes !== undefined;
}
