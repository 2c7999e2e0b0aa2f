/** An answer that is no success, in the host's own words: `message` is a text, or lists by field. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly said: string | object,
    /** `message` of most calls; what a parameter lacks stands in `error`. */
    private readonly field: 'message' | 'error' = 'message',
  ) {
    super(JSON.stringify(said));
  }

  get body(): object {
    return { [this.field]: this.said };
  }
}

export const notFound = (): Refused => new Refused(404, '404 Not found');
