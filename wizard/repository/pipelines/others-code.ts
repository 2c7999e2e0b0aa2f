/** Lines of a host's own files by which a job that could be main's runs what nobody reviewed on main. */

export interface OthersLine {
  /** From 1 on. */
  readonly line: number;
  /** What stands there, and what follows. */
  readonly got: string;
}

/** Where a host keeps its files, and what of one is told. The file that is written here has no such line. */
export interface OthersCode {
  /** A file, or a folder whose YAML is read. */
  readonly at: string;
  readonly linesIn: (text: string) => readonly OthersLine[];
}

/** Lines without what stands behind a `#`, each with its number. */
export const linesOf = (text: string): readonly (readonly [number, string])[] =>
  text.split(/\r?\n/).map((line, at) => [at + 1, line.replace(/(^|\s)#.*$/, '')] as const);
