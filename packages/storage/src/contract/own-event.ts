/** Events about the store that speaks; whoever passes them on adds `node_id`, which the store does not know. */
export interface OwnNodeEvents {
  storage_metrics: {
    readonly concept_count: number;
    readonly edge_count: number;
    /** Per second. */
    readonly write_throughput: number;
    readonly read_latency_us: number;
    readonly memory_usage_mb: number;
  };
  /** A scrub found bytes that are not what was written. Bounds of the first damaged range of a file. */
  storage_damaged: {
    readonly file: string;
    readonly offset: number;
    readonly length: number;
    readonly from_seq?: number;
    readonly to_seq?: number;
    readonly what: string;
  };
  /** The disk is full: what is new is refused from now on. The store says so as soon as it takes something again. */
  storage_full: { readonly free_bytes: number; readonly kept_free_bytes: number };
  /** What was refused would be taken now. */
  storage_resumed: { readonly full_ms: number; readonly free_bytes: number };
  /** A derived index has been rebuilt from the log, or brought up to its end. */
  reconciliation_complete: {
    readonly entries_processed: number;
    readonly reconciliation_time_ms: number;
    readonly disk_flush: boolean;
  };
  /** A vector index was built, or extended. */
  hnsw_index_built: {
    readonly vector_count: number;
    readonly build_time_ms: number;
    readonly dimension: number;
    /** Which vectors: `given`, or the name of an embedder. */
    readonly space: string;
  };
  hnsw_index_loaded: { readonly vector_count: number; readonly load_time_ms: number; readonly persisted: boolean; readonly space: string };
  /** The slowest read of its kind since the last one that was told, and how many there were. */
  query_performance: {
    readonly query_type: 'semantic' | 'graph' | 'hybrid';
    readonly query_depth: number;
    readonly result_count: number;
    readonly latency_ms: number;
    readonly confidence: number;
    readonly queries: number;
  };
  /** The slowest search for paths since the last one that was told, and how many there were. */
  pathfinding_metrics: {
    readonly source_id: string;
    readonly target_id: string;
    readonly path_length: number;
    readonly paths_explored: number;
    readonly latency_ms: number;
    readonly strategy: 'best_first' | 'breadth_first' | 'bidirectional';
    readonly queries: number;
  };
}

/** Events about something else: they name it themselves. */
export interface OwnClusterEvents {
  /** The slowest call of the embedder since the last one that was told, and how many there were. */
  embedding_latency: {
    readonly service_instance: string;
    readonly batch_size: number;
    readonly latency_ms: number;
    readonly dimension: number;
    readonly cache_hit: boolean;
    readonly requests: number;
  };
  embedding_service_healthy: {
    readonly instance_id: string;
    readonly endpoint: string;
    readonly success_rate: number;
    readonly cache_hit_rate: number;
  };
  embedding_service_degraded: {
    readonly instance_id: string;
    readonly endpoint: string;
    readonly error_rate: number;
    readonly reason: string;
  };
  backup_completed: { readonly path: string; readonly bytes: number; readonly took_ms: number; readonly as_of_seq: number };
  backup_failed: { readonly error: string };
  restore_completed: { readonly as_of_seq: number; readonly path: string };
  retention_applied: {
    readonly removed: number;
    /** Nothing that happened from here on was removed, ISO. */
    readonly before: string;
    readonly bytes_freed: number;
    readonly rolled_up: number;
    readonly segments: number;
    readonly by_type: Readonly<Record<string, string>>;
  };
  snapshot_written: { readonly as_of_seq: number; readonly bytes: number; readonly took_ms: number };
}

type Bodies = OwnNodeEvents & OwnClusterEvents;

/** What a store says about itself, by the names of the catalogue; bodies are in the catalogue's words and units. `actor` is who asked for it. */
export type OwnEvent = {
  [T in keyof Bodies]: { readonly type: T; readonly body: Bodies[T]; readonly because?: string; readonly actor?: string };
}[keyof Bodies];

/** Takes an own event. Never throws and never waits. */
export type TellOwn = (event: OwnEvent) => void;
