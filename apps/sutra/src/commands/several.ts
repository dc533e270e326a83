/**
 * Does `each` for every item, at most `inFlight` at a time, in their order.
 *
 * @param each returns false when nothing after it should be begun; what is under way is still waited for
 * @returns how many were never begun
 */
export async function several<T>(
  items: readonly T[],
  inFlight: number,
  each: (item: T, index: number) => Promise<boolean>,
): Promise<number> {
  let next = 0;
  let goOn = true;
  const work = async (): Promise<void> => {
    while (goOn && next < items.length) {
      const index = next++;
      if (!(await each(items[index] as T, index))) goOn = false;
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, work));
  return items.length - next;
}
