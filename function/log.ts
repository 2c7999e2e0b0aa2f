/** The only place that writes to the log. Takes short words and counts: no secret, no list of people. */
export function log(event: string, fields: Readonly<Record<string, string | number | boolean | undefined>> = {}): void {
  console.log(JSON.stringify({ event, ...fields }));
}
