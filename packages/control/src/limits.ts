/** Every bound of control, in one place. What happens at each is said beside it. */
export const LIMITS = {
  /** Larger request bodies are refused with 413. */
  bodyBytesMax: 1_048_576,
  /** Larger WebSocket messages close the connection with 1009. */
  messageBytesMax: 262_144,
  /** Further WebSocket connections are refused with close code 1013. */
  socketsMax: 256,
  /** A socket with more unsent bytes gets no deltas until it has drained; then a fresh snapshot. */
  socketBufferBytesMax: 1_048_576,
  /** A socket that has not drained for this long is closed with 1013. */
  socketStuckMs: 60_000,
  /** Client messages per second and socket; more close the connection with 1008. */
  messagesPerSecondMax: 20,
  /** Questions of one socket that wait for their answers at once; more are refused. */
  questionsPerSocketMax: 4,
  /** Time between two words on how far an answer has come. */
  progressMs: 250,
  /** Crashes and losses marked on the rail of time; the newest are kept. */
  marksMax: 300,
  /** Events kept in memory for resuming sockets; older positions are answered with a snapshot. */
  tailEventsMax: 10_000,
  /** Events that come with a snapshot. */
  recentEventsMax: 200,
  /** Time between ticks. */
  tickMs: 2_000,
  /** Time between two looks at forecasts that have come due, and most of them recorded of one answer. */
  forecastsMs: 60_000,
  forecastsMax: 20,
  /** Before each question that is asked to have its record at hand, the longest one may take, and how often it is begun while others ask. */
  warmPauseMs: 2_000,
  warmPlanMs: 30_000,
  warmTriesMax: 20,
  /** Unused login links alive at once; the oldest is forgotten. */
  loginCodesMax: 16,
  loginCodeTtlMs: 300_000,
  /** Browser sessions alive at once; the oldest is forgotten. */
  sessionsMax: 256,
  sessionTtlMs: 12 * 3_600_000,
  /** Failed authentications per minute, over all callers; more are answered with 429 without being looked at. */
  failuresPerMinuteMax: 20,
  /** Deadlines of what a request waits for. */
  storeMs: 10_000,
  spawnMs: 30_000,
  stopMs: 15_000,
  logsMs: 5_000,
  /** Time between signatures of the audit log when something came; also signed when so many entries wait, and at the end. */
  auditCheckpointMs: 60_000,
  auditEntriesUnsignedMax: 256,
  /** Standing questions at once; more are refused. */
  watchesMax: 100,
  /** Time between looks at what follows from time alone. */
  watchTickMs: 1_000,
  /** Events read to catch up one watch after a start; older ones are evaluated first, the rest is left out. */
  watchCatchUpMax: 200_000,
  /** One delivery of a notice, how often it is tried, and the first wait between (each next is four times longer). */
  watchDeliverMs: 5_000,
  watchTriesMax: 4,
  watchRetryMs: 1_000,
  /** A request that takes longer is cut off. */
  requestMs: 60_000,
} as const;
