/** Bounds of the gRPC surface, for both ends. */
export interface RpcLimits {
  /** Largest message either way, bytes. */
  readonly messageBytesMax: number;
  /** Calls one connection may have open at once. */
  readonly streamsPerConnectionMax: number;
  /** Messages waiting to leave on one agent stream; at the limit the stream is closed with SUTRA_RPC_BACKLOG. */
  readonly linkBacklogMax: number;
  /**
   * Silence on a connection before it is pinged, ms, and how long a ping may stay unanswered. Together no more than the silence after which an
   * agent is called degraded: a line that swallows everything is hung up on, and dialled anew, before that agent is called offline.
   */
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
}

export const RPC_LIMITS: RpcLimits = {
  messageBytesMax: 4 * 1024 * 1024,
  streamsPerConnectionMax: 1_000,
  linkBacklogMax: 4_096,
  keepaliveMs: 10_000,
  keepaliveTimeoutMs: 5_000,
};

/** Longest status message put on the wire, in characters: status lines travel as HTTP/2 headers. */
export const STATUS_CHARS_MAX = 1_024;
/** Longest serialised error in a trailer, in bytes. */
export const ERROR_TRAILER_BYTES_MAX = 4_096;

/** Channel options both ends share. */
export function channelOptions(limits: RpcLimits): Record<string, number> {
  return {
    'grpc.max_receive_message_length': limits.messageBytesMax,
    'grpc.max_send_message_length': limits.messageBytesMax,
    'grpc.keepalive_time_ms': limits.keepaliveMs,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeoutMs,
  };
}
