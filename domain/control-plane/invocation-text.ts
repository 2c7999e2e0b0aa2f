/**
 * An invocation as its text says: the constructs write it (modules/control-plane/json-text.ts), state and stack hold it, and
 * who reads it reads it here.
 */

/** One step of one kind. What only the apply knows stands in it as the text `${EXPRESSION}`. */
export interface WrittenStep {
  readonly kind: string;
  readonly step: string;
  readonly identity: Readonly<Record<string, unknown>>;
  /** Empty for a step that takes none. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What the identity calls it, where it has one name. */
  readonly name?: string;
}

/**
 * Reads the input of `aws_lambda_invocation`, out of a synthesized stack, a plan or a state.
 * @returns undefined for a step without a kind (`role`, `expiry`), and for what no version of the constructs wrote
 */
export function parseInvocation(text: string): WrittenStep | undefined {
  let written: unknown;
  try {
    written = JSON.parse(withPlainReferences(text));
  } catch {
    return undefined;
  }
  const { kind, step, identity, properties } = object(written);
  if (typeof kind !== 'string' || typeof step !== 'string') return undefined;
  const found = object(identity);
  const name = [found['name'], found['displayName']].find((each) => typeof each === 'string' && each !== '');
  return {
    ...{ kind, step, identity: found, properties: object(properties) },
    ...(typeof name === 'string' ? { name } : {}),
  };
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/**
 * JSON inside a stack as it was before Terraform was asked to encode the references in it: each is the text `${EXPRESSION}`
 * again, so that it can be read as JSON.
 */
export function withPlainReferences(text: string): string {
  return text
    .replace(/\$\{replace\(jsonencode\(tostring\((.*?)\)\), "\/\^\.\|\.\$\/", ""\)\}/g, (_, inner: string) =>
      JSON.stringify(`\${${inner}}`).slice(1, -1),
    )
    .replace(/\$\{jsonencode\(tostring\((.*?)\)\)\}/g, (_, inner: string) => JSON.stringify(`\${${inner}}`));
}
