/** A refusal of Azure, by its own code. */
export class AzureError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}
