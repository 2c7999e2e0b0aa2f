/** What is looked at while bootstrap is done in part: after each kill, before whoever runs it again. */
import { isDeepStrictEqual } from 'node:util';
import { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { connectionToken } from '../../../twin/azure-devops/jobs.js';
import type { World } from './world.js';

const identities = [
  { role: 'main-plan', application: 'main plan', job: { ref: 'refs/heads/main', event: 'push' } },
  { role: 'apply', application: 'apply', job: { ref: 'refs/heads/main', event: 'push', environment: 'production' } },
] as const;

const twiceIn = (what: string, names: readonly (string | null | undefined)[]): string[] =>
  names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${what} ${name}`);

/** What lies in a cloud or on the host more than once, in words. */
export function twice({ twin, azure, project, repository }: World): string[] {
  const { foundation } = twin.aws;
  if (!(foundation instanceof FoundationStore)) throw new Error('the account is not kept by the twin');
  const { state } = twin.entra;
  const connections = [...(azure?.connections.values() ?? [])];
  return [
    // Roles, policies and providers have names of which an account takes one each; keys have none.
    ...twiceIn(
      'key',
      [...foundation.keys.all('eu-central-1').keys()].map(() => 'of the state'),
    ),
    ...twiceIn(
      'provider',
      [...foundation.identityProviders.providers.keys()].map(() => 'of the host'),
    ),
    ...twiceIn(
      'bucket',
      [...twin.aws.buckets.buckets.keys()].map(() => 'of the state'),
    ),
    ...twiceIn(
      'application',
      [...state.applications.values()].map(({ displayName }) => displayName),
    ),
    ...twiceIn(
      'service principal',
      [...state.servicePrincipals.values()].map(({ appId }) => appId),
    ),
    ...twiceIn(
      'right',
      [...state.appRoleAssignments.values()].map((each) => `${each.principalId} ${each.resourceId} ${each.appRoleId}`),
    ),
    ...[...state.federatedCredentials].flatMap(([id, all]) =>
      twiceIn(
        'federated credential',
        [...all].map(() => id),
      ),
    ),
    ...twiceIn(
      'ruleset',
      [...repository.rulesets.values()].map(({ name }) => name),
    ),
    ...twiceIn('variable', project?.variables.map(({ key }) => key) ?? []),
    ...twiceIn(
      'pipeline',
      [...(azure?.definitions.values() ?? [])].map(({ name }) => name),
    ),
    ...twiceIn(
      'policy',
      [...(azure?.policies.values() ?? [])].map(({ type }) => type.id),
    ),
    ...twiceIn(
      'connection',
      connections.map(({ name }) => name),
    ),
    ...connections.flatMap(({ name, checks }) =>
      twiceIn(
        `check of ${name}`,
        checks.map(({ type }) => type?.id),
      ),
    ),
  ];
}

/** Whom the clouds let in with a token of its job, found by the names of what bootstrap makes: `aws apply`. */
export async function letIn(world: World): Promise<string[]> {
  const { twin, azure } = world;
  const found: string[] = [];
  for (const { role, application, job } of identities) {
    const connection = [...(azure?.connections.values() ?? [])].find(({ name }) => name === `contoso-${role}`);
    if (azure !== undefined && connection === undefined) continue;
    const token = (audience: string): string =>
      connection === undefined
        ? world.tokenOfJob(job, audience)
        : connectionToken(twin.azureDevOps, azure!, connection);
    const client = [...twin.entra.state.applications.values()].find(
      ({ displayName }) => displayName === `Contoso pipeline (${application})`,
    );
    if ((await world.awsOf(token('sts.amazonaws.com'), `arn:aws:iam::111122223333:role/contoso-${role}`)) === undefined)
      found.push(`aws ${role}`);
    if (client && (await world.entraOf(token('api://AzureADTokenExchange'), client.appId)) === undefined)
      found.push(`entra ${role}`);
  }
  return found;
}

/** Looks after each kill; at the end it has seen with which rules of the host somebody was let in. */
export class Between {
  /** Who was let in, each time that somebody was. */
  readonly trusted: string[][] = [];
  private rules: unknown;
  looks = 0;

  /** @param protection The rules that keep others out, as the host holds them */
  constructor(
    private readonly world: World,
    private readonly protection: () => unknown,
  ) {}

  /** How much it has seen. */
  get told(): string {
    return `${this.looks} runs, ${this.world.twin.faults.met.length} calls killed at, somebody let in after ${this.trusted.length}`;
  }

  /** @throws Error when something is there twice, or when rules differ between two times that somebody was let in */
  async look(): Promise<void> {
    this.looks += 1;
    const { twin } = this.world;
    const at = `after ${twin.faults.met.at(-1)?.where ?? 'no call'}`;
    const found = twice(this.world);
    if (found.length > 0) throw new Error(`${at}: twice: ${found.join(', ')}`);
    const now = await letIn(this.world);
    if (now.length === 0) return;
    const rules = structuredClone(this.protection());
    if (this.trusted.length > 0 && !isDeepStrictEqual(rules, this.rules))
      throw new Error(
        `${at}: ${now.join(', ')} let in with other rules of the host than before: ${JSON.stringify([this.rules, rules])}`,
      );
    this.rules = rules;
    this.trusted.push(now);
  }
}
