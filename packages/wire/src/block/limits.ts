/** Every bound of the block form. A block that passes one is refused before anything is allocated for it. */
export const BLOCK_LIMITS = {
  /** One block, header and all. */
  blockBytesMax: 4 * 1024 * 1024,
  eventsMax: 4096,
  entitiesMax: 64,
  causesMax: 64,
  /** Nesting of a body or meta value; the body itself is depth 1. */
  depthMax: 16,
  /** One string value, encoded. */
  stringBytesMax: 1024 * 1024,
  /** One name (type, entity, field, operation), encoded. */
  nameBytesMax: 1024,
  /** Fields of one object, elements of one array. */
  membersMax: 65_536,
  /** Strings, shapes and entity lists of one dictionary, each. */
  dictionaryEntriesMax: 65_536,
  /** Encoded strings plus four bytes per reference of one dictionary. */
  dictionaryBytesMax: 1024 * 1024,
  /** A self-contained answer of stored events. */
  storedBytesMax: 64 * 1024 * 1024,
  storedEventsMax: 65_536,
} as const;
