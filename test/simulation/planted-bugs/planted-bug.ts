/** A text of a source file, and what stands there instead while the bug is planted. */
export interface Edit {
  /** Relative to the project's folder. */
  readonly file: string;
  /** Stands in the file exactly once; when it does not any more, planting the bug fails. */
  readonly find: string;
  readonly replace: string;
}

/** A possible mistake in the code, planted while the modules are loaded and never on disk. */
export interface PlantedBug {
  readonly name: string;
  /** What is wrong then, in one sentence. */
  readonly what: string;
  readonly edits: readonly Edit[];
}
