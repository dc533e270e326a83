/** Steps the rail on the page to the failure before or after the instant it shows; set while a rail is there. */
let step: ((direction: 1 | -1) => void) | undefined;

export function stepFailure(direction: 1 | -1): void {
  step?.(direction);
}

/** Called by the rail; returns how to take it back. */
export function bindStep(to: (direction: 1 | -1) => void): () => void {
  step = to;
  return () => {
    if (step === to) step = undefined;
  };
}
