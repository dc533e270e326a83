/** What the exit codes of every command mean. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'failed'],
  [2, 'usage: a wrong or missing flag, a name that could be several, a bad config'],
  [3, 'condition false (`doctor`, `ask --exit-status`)'],
  [4, 'authentication needed'],
  [5, 'not found'],
  [6, 'refused by policy, a limit or a conflict'],
  [7, 'unreachable, timed out, or the outcome is unknown'],
  [8, 'question not understood, or needs clarification'],
  [9, 'partial success'],
  [74, 'storage server only: the disk refused a write or flush; nothing after it was acknowledged'],
  [130, 'interrupted'],
];
