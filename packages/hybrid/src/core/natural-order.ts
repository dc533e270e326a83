/** Made once: making one costs a thousand comparisons. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** The order in which people look for names: node-2 before node-10. */
export const inNaturalOrder = (a: string, b: string): number => COLLATOR.compare(a, b);
