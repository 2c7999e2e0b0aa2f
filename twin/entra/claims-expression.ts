import type { World } from '../clouds.js';
import { rule } from '../rules.js';

const flexible = rule(
  'flexible-federated-credential',
  'https://learn.microsoft.com/en-us/entra/workload-id/workload-identities-flexible-federated-identity-credentials',
  'An expression compares claims by `eq` to the letter and by `matches` with * and ?, all joined by `and`.',
);
const immutableClaims = rule(
  'flexible-credential-immutable-claims',
  'https://learn.microsoft.com/en-us/entra/workload-id/workload-identities-set-up-flexible-federated-identity-credential (18 September 2026); the refusal in words: hashicorp/terraform-provider-azuread#1901',
  'Of GitHub an expression names sub and repository_id or repository_owner_id, of GitLab sub and project_id.',
);

const part = /^claims\['(\w+)'\] (eq|matches) '([^']*)'$/;

/** Claims that an expression may name, and those of which it needs one besides the subject, by issuer. */
const issuers: readonly {
  readonly issuer: RegExp;
  readonly known: readonly string[];
  readonly needs: readonly string[];
}[] = [
  {
    issuer: /^https:\/\/token\.actions\.githubusercontent\.com$/,
    known: ['sub', 'job_workflow_ref', 'repository_id', 'repository_owner_id'],
    needs: ['repository_id', 'repository_owner_id'],
  },
  { issuer: /^https:\/\/gitlab\./, known: ['sub', 'project_id'], needs: ['project_id'] },
  { issuer: /^https:\/\/app\.terraform\.io$/, known: ['sub'], needs: [] },
];

/** Why Graph does not take an expression; undefined: it does. */
export function refusalOf(world: World, issuer: string, expression: string): string | undefined {
  const host = issuers.find((each) => each.issuer.test(issuer));
  if (host === undefined) return 'The issuer is not supported in a flexible federated identity credential.';
  const names = expression.split(' and ').map((each) => part.exec(each)?.[1]);
  if (names.some((name) => name === undefined || !host.known.includes(name)))
    return 'The claims matching expression is not valid.';
  world.rules.leanOn(immutableClaims);
  const whole = names.includes('sub') && (host.needs.length === 0 || host.needs.some((name) => names.includes(name)));
  return whole
    ? undefined
    : `The FederatedIdentityCredential.ClaimsMatchingExpression.Value is invalid. Rule exception: Expression configured for issuer '${issuer}' either lacks all required claims or contains unallowed claims.`;
}

/** Whether an expression holds for the claims of a token. */
export function holds(world: World, expression: string, claims: Readonly<Record<string, unknown>>): boolean {
  world.rules.leanOn(flexible);
  return expression.split(' and ').every((each) => {
    const [, name = '', operator, wanted = ''] = part.exec(each) ?? [];
    const said = claims[name];
    if (typeof said !== 'string') return false;
    if (operator === 'eq') return said === wanted;
    const source = wanted
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return new RegExp(`^${source}$`).test(said);
  });
}
