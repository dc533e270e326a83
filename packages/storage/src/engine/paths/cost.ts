/** What paths are ordered by: cost first, then hops. Costs are whole numbers, so that sums in another order are the same sums. */
export interface Cost {
  readonly cost: number;
  readonly hops: number;
}

export const less = (a: Cost, b: Cost): boolean => a.cost < b.cost || (a.cost === b.cost && a.hops < b.hops);

export const NOTHING: Cost = { cost: 0, hops: 0 };
