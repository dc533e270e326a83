/** Fields whose conditions are about events, not about what an entity is. */
export const EVENT_ONLY: ReadonlySet<string> = new Set([
  'event',
  'cause',
  'exit_code',
  'error',
  'query_type',
  'user',
  'actor_kind',
  'hour_of_day',
  'weekday',
  'ref',
]);
