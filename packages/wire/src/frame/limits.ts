/** Every bound of the protocol. Each is checked before anything of that size is allocated. See docs/reference/protocol.md. */
export const FRAME_LIMITS = {
  /** One frame after its length field: kind, request id and payload. */
  frameBytesMax: 8 * 1024 * 1024,
  /** One message: a frame together with the `part` frames before it. */
  messageBytesMax: 64 * 1024 * 1024,
  /** Raw bytes behind a head: what is left of a message when its head is small. The largest snapshot. */
  tailBytesMax: 63 * 1024 * 1024,
  /** Payload of one `part` frame as our encoder cuts it. Small, so that urgent frames never wait long behind a large answer. */
  partBytes: 256 * 1024,
  /** Body of the client's hello. */
  clientHelloBytesMax: 4 * 1024,
  /** Body of the server's hello or refusal. */
  serverHelloBytesMax: 64 * 1024,
  /** Nesting of a control message. */
  depthMax: 32,
  /** Values in a control message sent to a server, keys included. */
  requestItemsMax: 500_000,
  /** Values in a control message sent to a client, keys included. */
  answerItemsMax: 8_000_000,
} as const;
