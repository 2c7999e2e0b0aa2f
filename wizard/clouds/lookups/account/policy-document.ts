/** A policy as IAM hands it out, URL-encoded; undefined: it is no JSON. */
export function policyOf(encoded: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded ?? ''));
  } catch {
    return undefined;
  }
}
