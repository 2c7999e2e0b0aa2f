/**
 * Comments on pull requests, as GitHub keeps them. Source: https://docs.github.com/en/rest/issues/comments; a token of a job
 * without `pull-requests: write` gets 403, longer bodies than 65,536 characters 422.
 */
export interface KeptComment {
  readonly id: number;
  readonly pull: number;
  readonly user: { readonly login: string };
  body: string;
}

interface Call {
  /** Below `/repos/OWNER/REPO/issues/`. */
  readonly path: readonly (string | undefined)[];
  readonly method: string;
  readonly body: Buffer;
  readonly may: boolean;
}

export class Comments {
  readonly kept: KeptComment[] = [];

  /** @returns status and body; undefined: the call is about something else */
  answer({ path, method, body, may }: Call): readonly [number, unknown] | undefined {
    const [first, second, third] = path;
    if (first !== 'comments' && second !== 'comments') return undefined;
    if (!may) return [403, { message: 'Resource not accessible by integration' }];
    const text = method === 'GET' ? '' : (JSON.parse(body.toString()) as { body: string }).body;
    if (text.length > 65_536) return [422, { message: 'Validation Failed' }];
    if (first === 'comments') {
      const found = this.kept.find(({ id }) => String(id) === second);
      if (found === undefined || method !== 'PATCH' || third !== undefined) return [404, { message: 'Not Found' }];
      found.body = text;
      return [200, found];
    }
    const pull = Number(first);
    if (method === 'GET') return [200, this.kept.filter((each) => each.pull === pull)];
    const made = { id: this.kept.length + 1, pull, user: { login: 'github-actions[bot]' }, body: text };
    this.kept.push(made);
    return [201, made];
  }
}
