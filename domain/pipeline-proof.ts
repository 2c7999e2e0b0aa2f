/**
 * Who gets in, by what the clouds keep now: the trust is read back, and asked about the token of each job that there can be.
 * Only equalities are known here: a condition of another kind lets nobody be told, so it counts as a mistake.
 */
import { audiences, claimsExpression, type Trusted } from './pipeline-subjects.js';

interface Statement {
  readonly Effect?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether a trust policy lets a token for AWS in, by the claims of its job and the audience for which it was asked. Undefined: it holds something that is not known here. */
export function awsLetsIn(
  trust: string,
  claims: Readonly<Record<string, string>>,
  audience: string = audiences.aws,
): boolean | undefined {
  let statements: readonly Statement[];
  try {
    const { Statement: all } = JSON.parse(trust) as { Statement?: Statement | readonly Statement[] };
    statements = all === undefined ? [] : [all].flat();
  } catch {
    return undefined;
  }
  const said: Readonly<Record<string, string>> = { ...claims, aud: audience };
  let allowed = false;
  for (const { Effect, Condition = {} } of statements) {
    if (Effect !== 'Allow') continue;
    const { StringEquals = {}, ...others } = Condition;
    if (Object.keys(others).length > 0) return undefined;
    allowed ||= Object.entries(StringEquals).every(([key, wanted]) =>
      [wanted].flat().includes(said[key.slice(key.lastIndexOf(':') + 1)] ?? ''),
    );
  }
  return allowed;
}

/** Whether a federated credential lets a token for Entra in: by its subject, and by the further claims of an expression. */
export function entraLetsIn(trusted: Trusted, claims: Readonly<Record<string, string>>): boolean {
  const compared = claimsExpression(trusted) === undefined ? {} : trusted.entraClaims;
  return Object.entries({ sub: trusted.subject, ...compared }).every(([name, value]) => claims[name] === value);
}
