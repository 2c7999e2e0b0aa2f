/** A rule that the twin enforces, with where it is written down; `guess` where it is written nowhere. */
export interface Rule {
  /** Short and unique, e.g. `directory-name-unique`. */
  readonly id: string;
  /** A documentation page, an API model, an issue number, or `guess`. */
  readonly source: string;
  /** What the cloud does, in one sentence. */
  readonly text: string;
}

const defined = new Map<string, Rule>();

/** Declares a rule. The same id twice is a mistake of the twin. */
export function rule(id: string, source: string, text: string): Rule {
  if (defined.has(id)) throw new Error(`twin: the rule ${id} is declared twice`);
  const made = { id, source, text };
  defined.set(id, made);
  return made;
}

/** Every rule declared by the rooms that are loaded. */
export function allRules(): readonly Rule[] {
  return [...defined.values()];
}

/** Which rules a run leaned on: a rule is noted when it decided something. */
export class RuleBook {
  private readonly used = new Map<string, Rule>();

  leanOn(used: Rule): void {
    this.used.set(used.id, used);
  }

  /** Whether the rule has decided anything: a scenario asserts that what it is about really happened. */
  leanedOn(id: string): boolean {
    return this.used.has(id);
  }

  /** What this run believed without a source. */
  guesses(): readonly Rule[] {
    return [...this.used.values()].filter((each) => each.source === 'guess');
  }
}
