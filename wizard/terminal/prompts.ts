/** Asking a person. Everything that asks goes through this interface, so that flows can be tested without a terminal. */

/** One thing to pick. */
export interface Choice<T> {
  readonly value: T;
  /** What is shown. */
  readonly name: string;
  /** What stays of it once it is picked. @default the name */
  readonly short?: string;
  /** Shown below the list while this one is under the cursor. */
  readonly description?: string;
  /** Why it cannot be picked. */
  readonly disabled?: string;
}

/** What all prompts have in common. */
export interface Ask {
  readonly message: string;
  /** Whether Escape leads back to the question before; without it Escape does nothing. */
  readonly back?: boolean;
}

export interface AskText extends Ask {
  readonly initial?: string;
  /** Several values: a column that is pasted arrives as one line, with spaces between. */
  readonly lines?: boolean;
  /** Whether what is typed so far may stand on the screen. Without it everything may; what may not is shown as dots. */
  readonly shows?: (text: string) => boolean;
  /** What is wrong with the text, in words, or nothing. */
  readonly validate?: (text: string) => string | undefined;
}

export interface AskOne<T> extends Ask {
  readonly choices: readonly Choice<T>[];
  readonly initial?: T;
}

export interface AskMany<T> extends Ask {
  readonly choices: readonly Choice<T>[];
  readonly initial?: readonly T[];
  readonly validate?: (values: readonly T[]) => string | undefined;
}

export interface AskConfirm extends Ask {
  readonly initial?: boolean;
}

export interface AskSearch<T> extends Ask {
  /** What matches; asked anew at each key, the call before is aborted. */
  readonly source: (term: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>;
}

export interface AskSecret extends Ask {
  readonly validate?: (text: string) => string | undefined;
}

/**
 * The prompts. Each rejects with `Cancelled` on Ctrl-C or when the input ends, and with `GoBack` on Escape where
 * `back` is allowed.
 */
export interface Prompts {
  text(ask: AskText): Promise<string>;
  one<T>(ask: AskOne<T>): Promise<T>;
  many<T>(ask: AskMany<T>): Promise<T[]>;
  confirm(ask: AskConfirm): Promise<boolean>;
  search<T>(ask: AskSearch<T>): Promise<T>;
  /** Typed hidden; never shown, never kept. */
  secret(ask: AskSecret): Promise<string>;
}

/** The person wants the question before. */
export class GoBack extends Error {
  override readonly name = 'GoBack';
  /** @param typed What stood in the line: offered when the question is asked again. */
  constructor(readonly typed = '') {
    super('back to the question before');
  }
}
