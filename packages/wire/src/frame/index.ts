export * from './append.ts';
export { FrameDecoder } from './decoder.ts';
export { FRAME_ERRORS } from './errors.ts';
export { encodeFrame, FRAME, FRAME_HEADER_BYTES, type Frame, type FrameKind, frameHeader, writeFrameHeader } from './frame.ts';
export * from './hello.ts';
export { FRAME_LIMITS } from './limits.ts';
export { decodeMessage, encodeMessage, encodePacked, type Message, packMessage, packTransient, unpackMessage } from './message.ts';
