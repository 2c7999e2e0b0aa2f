/** A refusal in the words of the host. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (): Refused => new Refused(404, 'Not Found');
