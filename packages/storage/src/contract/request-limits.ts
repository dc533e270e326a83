/**
 * What one request may ask for. The server refuses more before it reads on, the engine refuses it from whoever embeds it; the limits table of
 * docs/reference/protocol.md is compared with these.
 */
export const REQUEST_LIMITS = {
  /** Types, and types not, of a filter. */
  typesMax: 1_000,
  /** Groups of entities of a filter, and entities of one. */
  entityGroupsMax: 16,
  entityNamesMax: 10_000,
  /** Predicates of `where`, and of one alternative of `any`. */
  predicatesMax: 32,
  alternativesMax: 64,
  /** Values of `is` and `not`. */
  valuesMax: 10_000,
  /** Characters of `contains`, and of a text among values. */
  containsCharsMax: 4_096,
  valueCharsMax: 65_536,
  /** Events, causes, effects or associations of one page. */
  rowsMax: 10_000,
  groupingsMax: 4,
  measuresMax: 8,
  groupsMax: 100_000,
  knownIdsMax: 10_000,
  causesDepthMax: 1_000,
  hopsMax: 32,
  pathsMax: 1_000,
  visitedMax: 1_000_000,
  timeMaxMs: 30_000,
  hitsMax: 1_000,
  searchCharsMax: 65_536,
  searchWordsMax: 256,
  /** Concepts and associations of one `learn` or `forget`, together. */
  learnItemsMax: 10_000,
  learnIdBytesMax: 480,
  contentBytesMax: 1024 * 1024,
  metadataBytesMax: 64 * 1024,
  metadataFieldsMax: 1_000,
  /** Nesting of content and metadata. */
  nestingMax: 32,
  vectorNumbersMax: 4_096,
} as const;
