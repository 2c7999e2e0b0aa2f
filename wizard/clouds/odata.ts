/** A text as it stands in an OData filter. */
export function odataText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
