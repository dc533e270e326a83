/** Which packages a package may import. */
export declare const MAY_IMPORT: Readonly<Record<string, readonly string[]>>;
/** Findings of one file, each `path:line: what; do this instead`. */
export declare function findings(path: string, text: string): string[];
