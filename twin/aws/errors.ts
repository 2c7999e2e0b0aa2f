/** A refusal as AWS words it. Anything else that is thrown while a call is answered is a fault of the twin. */
export class AwsError extends Error {
  constructor(
    /** As it stands in the API model, e.g. `ResourceNotFoundException`. */
    readonly code: string,
    message: string,
    /** Further members of the error, e.g. `ResourceId`. */
    readonly members: Readonly<Record<string, unknown>> = {},
    /** Overrides the status of the API model. */
    readonly status?: number,
  ) {
    super(message);
    this.name = code;
  }
}

/** What was found; where nothing was, the service's own refusal. */
export function existing<T>(
  found: T | undefined,
  code: string,
  message: string,
  members?: Readonly<Record<string, unknown>>,
): T {
  if (found === undefined) throw new AwsError(code, message, members);
  return found;
}

/** The caller has to be told a mistake of the twin's own use, never something that a cloud would say. */
export function twinMistake(message: string): never {
  throw new Error(`twin: ${message}`);
}

/** The call took effect, the caller never learns of it. */
export class LostAnswer extends Error {}
