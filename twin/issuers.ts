/** Whether a token is one that its issuer has signed: cryptography is left out, the issuer remembers its tokens. */
export class Issuers {
  private readonly known = new Map<string, (token: string) => boolean>();

  add(issuer: string, hasSigned: (token: string) => boolean): void {
    this.known.set(issuer, hasSigned);
  }

  /** An issuer that is not played here is believed. */
  believes(issuer: unknown, token: string): boolean {
    return this.known.get(String(issuer))?.(token) ?? true;
  }
}
