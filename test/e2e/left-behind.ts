import { microsoftTenantId } from '../../twin/entra/catalogue.js';
import { FoundationStore } from '../../twin/aws/foundation-store.js';
import { inventoryOf } from '../../twin/inventory.js';
import type { Twin } from '../../twin/twin.js';
import type { Scenario } from './harness.js';

/** One thing in one cloud. */
interface Thing {
  /** `Entra group Contoso users`. */
  readonly name: string;
  /** What the state of terraform has of it when it knows it. */
  readonly mark: string;
  /** What an error calls it, where that is neither its name nor its mark. */
  readonly calledInErrors?: string;
}

/** What there is in both clouds, whoever made it. */
async function things(twin: Twin, regions: readonly string[]): Promise<Thing[]> {
  const { state } = twin.entra;
  const called = (what: string, list: Iterable<{ id: string; displayName?: string | null }>): Thing[] =>
    [...list].map(({ id, displayName }) => ({ name: `Entra ${what} ${displayName ?? id}`, mark: id }));
  const credentials = [...state.applications.values()].flatMap(({ displayName, passwordCredentials }) =>
    passwordCredentials.map(({ keyId }) => ({ name: `Entra password of ${displayName ?? ''}`, mark: keyId })),
  );
  const assignments = [...state.appRoleAssignments.values()].map((each) => ({
    name: `Entra assignment of ${each.principalDisplayName ?? ''} to ${each.resourceDisplayName ?? ''}`,
    mark: each.id,
  }));
  const aws = await inventoryOf(twin.aws, regions);
  const { foundation } = twin.aws;
  const keys =
    foundation instanceof FoundationStore ? regions.flatMap((region) => enabledKeys(foundation, region)) : [];
  return [
    ...called('group', state.groups.values()),
    ...called('application', state.applications.values()),
    ...[...state.servicePrincipals.values()]
      .filter((each) => each.appOwnerOrganizationId !== microsoftTenantId)
      .map(({ id, displayName, appId }) => ({
        name: `Entra service principal ${displayName ?? id}`,
        mark: id,
        calledInErrors: appId,
      })),
    ...called('provisioning job of', state.synchronizationJobs.values()),
    ...called('Autopilot profile', state.autopilotProfiles.values()),
    ...credentials,
    ...assignments,
    ...keys,
    ...(await Promise.all(regions.map((region) => partsOfNetworks(twin, region)))).flat(),
    ...(await applicationAssignments(twin)),
    ...aws.map((line) => ({ name: `AWS ${line}`, mark: line.slice(line.indexOf(': ') + 2) })),
  ];
}

/** Who may open the desktops of a directory, as the provider writes it into its id. */
async function applicationAssignments(twin: Twin): Promise<Thing[]> {
  const found: Thing[] = [];
  const home = twin.aws.identityCenter.instances[0]?.region ?? '';
  for (const { directories } of twin.aws.workspaces.regions()) {
    for (const { name, applicationArn } of directories.values()) {
      if (!applicationArn) continue;
      const input = { ApplicationArn: applicationArn };
      const { ApplicationAssignments } = await twin.aws.inside('sso-admin', 'ListApplicationAssignments', home, input);
      for (const each of (ApplicationAssignments ?? []) as { PrincipalId: string; PrincipalType: string }[]) {
        const mark = [applicationArn, each.PrincipalId, each.PrincipalType].join();
        found.push({ name: `AWS assignment of a group to ${name}`, mark });
      }
    }
  }
  return found;
}

/** What a VPC holds: it goes with it, unless nobody knows of it. */
async function partsOfNetworks({ aws }: Twin, region: string): Promise<Thing[]> {
  const { Subnets } = await aws.inside('ec2', 'DescribeSubnets', region, {});
  const { RouteTables } = await aws.inside('ec2', 'DescribeRouteTables', region, {});
  const tables = (RouteTables ?? []) as {
    RouteTableId: string;
    Associations?: { Main?: boolean; RouteTableAssociationId: string }[];
  }[];
  const marks = [
    ...((Subnets ?? []) as { SubnetId: string }[]).map(({ SubnetId }) => SubnetId),
    // The main table is the VPC's own.
    ...tables
      .filter(({ Associations }) => !Associations?.some(({ Main }) => Main))
      .flatMap(({ RouteTableId, Associations }) => [
        ...(Associations ?? []).map(({ RouteTableAssociationId }) => RouteTableAssociationId),
        RouteTableId,
      ]),
  ];
  return marks.map((mark) => ({ name: `AWS ${region} ec2: ${mark}`, mark }));
}

/** No list of AWS shows which keys are pending deletion. */
function enabledKeys(foundation: FoundationStore, region: string): Thing[] {
  return [...foundation.keys.all(region).values()]
    .filter(({ manager, deletion }) => manager === 'CUSTOMER' && deletion === undefined)
    .map(({ id }) => ({ name: `AWS ${region} kms: ${id}`, mark: id }));
}

/** Every text in a state, and every id that is part of one: `/groups/ID`. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const inside = /^[{[]/.test(value) ? (JSON.parse(value) as unknown) : undefined;
    // An id may hold an underscore itself, and stand between two.
    const ids = [...value.split('/'), ...value.split(/[/_]/)].filter((part) => /^[\w.-]{36,}$/.test(part));
    // The id of an assignment is no UUID, and shorter.
    const [, short] = /^\/servicePrincipals\/[^/]+\/appRoleAssignedTo\/([\w-]+)$/.exec(value) ?? [];
    return [value, ...(short === undefined ? [] : [short]), ...ids, ...textsIn(inside)];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Parts of a network in the order in which they can go: each holds a later one. */
const networkOrder = ['nat-', 'eipalloc-', 'rtbassoc-', 'rtb-', 'subnet-', 'igw-', 'vpc-'];
const rankOf = ({ mark }: Thing): number => networkOrder.findIndex((prefix) => mark.startsWith(prefix));

/** Sees what terraform has lost sight of: in a cloud, and neither there before nor in the state. */
export class Orphans {
  private constructor(
    private readonly scenario: Pick<Scenario, 'twin' | 'must'>,
    private readonly regions: readonly string[],
    private readonly before: ReadonlySet<string>,
  ) {}

  /** To be made before the first apply: what is there then is none of ours. */
  static async from(scenario: Pick<Scenario, 'twin' | 'must'>, regions: readonly string[]): Promise<Orphans> {
    const before = await things(scenario.twin, regions);
    return new Orphans(scenario, regions, new Set(before.map(({ mark }) => mark)));
  }

  async names(): Promise<string[]> {
    return (await this.seen()).map(({ name }) => name).sort();
  }

  /**
   * Removed by hand, as a person would in the consoles: all of it, or with what terraform said only what stands in its way.
   * Gives their names.
   */
  async takeAway(said?: string): Promise<string[]> {
    const routes = await this.removeRoutes(said ?? '');
    const seen = await this.seen();
    const those = (said === undefined ? seen : seen.filter((each) => this.isInTheWay(each, said))).sort(
      (one, other) => rankOf(one) - rankOf(other),
    );
    for (const thing of those) {
      const [address] = /aws_workspaces_workspace\.[\w-]+(?=,\n)/.exec(said ?? '') ?? [];
      // People's data: a desktop is taken into the state and kept.
      if (address && thing.mark.startsWith('ws-')) await this.scenario.must('import', '-no-color', address, thing.mark);
      else await this.remove(thing);
    }
    return [...routes, ...those.map(({ name }) => name)];
  }

  /** A route has no id of its own: the error names its table and where it leads. */
  private async removeRoutes(said: string): Promise<string[]> {
    const routes = said
      .split(/^Error: /m)
      .filter((error) => error.includes('RouteAlreadyExists'))
      .map((error) => /Route\s+Table\s+\((rtb-\w+)\)\s+with\s+destination\s+\(([^)]+)\)/.exec(error));
    const region = this.regions[0] ?? '';
    const removed: string[] = [];
    for (const [, RouteTableId, DestinationCidrBlock] of routes.filter((each) => each !== null)) {
      await this.scenario.twin.aws.inside('ec2', 'DeleteRoute', region, { RouteTableId, DestinationCidrBlock });
      removed.push(`AWS ${region} ec2: route of ${RouteTableId} to ${DestinationCidrBlock}`);
    }
    return removed;
  }

  private isInTheWay({ name, mark, calledInErrors = mark }: Thing, said: string): boolean {
    // Entra names neither of the two that it is about.
    if (name.startsWith('Entra assignment')) return said.includes('Permission being assigned already exists');
    if (name.startsWith('AWS assignment')) return said.includes('already assigned to the application');
    if (mark.startsWith('ws-')) return said.includes('ResourceExists.WorkSpace');
    // A subnet, a route table or a VPC cannot go before what was left in it.
    if (/ ec2: (nat|rtb|rtbassoc|subnet|igw)-/.test(name) && said.includes('DependencyViolation')) return true;
    if (mark.startsWith('rtbassoc-')) return /AssociateRouteTable.*AlreadyAssociated/.test(said);
    if (mark.startsWith('subnet-')) return said.includes('InvalidSubnet.Conflict');
    return said
      .split(/\n\s*\n/)
      .some(
        (part) =>
          /already\s+(exist|has a|in\s+use)|ResourceExists/i.test(part) &&
          (part.includes(mark) || part.includes(calledInErrors)),
      );
  }

  private async remove({ name, mark }: Thing): Promise<void> {
    const { aws, entra } = this.scenario.twin;
    if (name.startsWith('AWS assignment')) {
      const [ApplicationArn, PrincipalId, PrincipalType] = mark.split(',');
      const home = aws.identityCenter.instances[0]?.region ?? '';
      await aws.inside('sso-admin', 'DeleteApplicationAssignment', home, {
        ApplicationArn,
        PrincipalId,
        PrincipalType,
      });
      return;
    }
    const [, region = '', service = ''] = /^AWS (\S+) (\w+): /.exec(name) ?? [];
    const call = (operation: string, input: object) => aws.inside(service as 'iam', operation, region, input);
    switch (service) {
      case 'iam':
        await removeRole(this.scenario.twin, mark);
        return;
      case 'lambda':
        await call('DeleteFunction', { FunctionName: mark });
        return;
      case 'logs':
        await call('DeleteLogGroup', { logGroupName: mark });
        return;
      case 'kms':
        if (mark.startsWith('alias/')) await call('DeleteAlias', { AliasName: mark });
        else await call('ScheduleKeyDeletion', { KeyId: mark });
        return;
      case 'secretsmanager':
        await call('DeleteSecret', { SecretId: mark, ForceDeleteWithoutRecovery: true });
        return;
      case 'ec2':
        await removeOfNetwork(this.scenario.twin, region, mark);
        return;
      case '':
        for (const list of [entra.state.groups, entra.state.applications, entra.state.servicePrincipals])
          list.delete(mark);
        for (const list of [
          entra.state.appRoleAssignments,
          entra.state.autopilotProfiles,
          entra.state.synchronizationJobs,
        ])
          list.delete(mark);
        for (const app of entra.state.applications.values()) {
          app.passwordCredentials = app.passwordCredentials.filter(({ keyId }) => keyId !== mark);
        }
        return;
      default:
        throw new Error(`nobody knows how to remove by hand: ${name}`);
    }
  }

  private async seen(): Promise<Thing[]> {
    const pulled = JSON.parse((await this.scenario.must('state', 'pull')) || '{}') as {
      resources?: { type: string }[];
    };
    const isInvocation = ({ type }: { type: string }): boolean => type === 'aws_lambda_invocation';
    const state = new Set(textsIn(pulled.resources?.filter((each) => !isInvocation(each))));
    // What the control plane makes is known by its claim.
    const claimed = new Set(textsIn(pulled.resources?.filter(isInvocation)));
    return (await things(this.scenario.twin, this.regions)).filter(
      ({ mark, name }) =>
        !this.before.has(mark) && !state.has(mark) && !(name.includes(' workspaces: ') && claimed.has(mark)),
    );
  }
}

async function removeRole(twin: Twin, RoleName: string): Promise<void> {
  const call = (operation: string, input: object = {}) =>
    twin.aws.inside('iam', operation, 'us-east-1', { RoleName, ...input });
  const attached = (await call('ListAttachedRolePolicies'))['AttachedPolicies'] as { PolicyArn: string }[];
  for (const { PolicyArn } of attached) await call('DetachRolePolicy', { PolicyArn });
  for (const PolicyName of (await call('ListRolePolicies'))['PolicyNames'] as string[])
    await call('DeleteRolePolicy', { PolicyName });
  await call('DeleteRole');
}

async function removeOfNetwork(twin: Twin, region: string, id: string): Promise<void> {
  const call = (operation: string, input: object) => twin.aws.inside('ec2', operation, region, input);
  if (id.startsWith('eipalloc-')) await call('ReleaseAddress', { AllocationId: id });
  else if (id.startsWith('nat-')) {
    await call('DeleteNatGateway', { NatGatewayId: id });
    await twin.advance(10);
  } else if (id.startsWith('vpc-')) await call('DeleteVpc', { VpcId: id });
  else if (id.startsWith('igw-')) {
    const InternetGatewayId = id;
    const { InternetGateways } = await call('DescribeInternetGateways', { InternetGatewayIds: [id] });
    for (const { Attachments } of InternetGateways as { Attachments?: { VpcId: string }[] }[])
      for (const { VpcId } of Attachments ?? []) await call('DetachInternetGateway', { InternetGatewayId, VpcId });
    await call('DeleteInternetGateway', { InternetGatewayId });
  } else if (id.startsWith('subnet-')) await call('DeleteSubnet', { SubnetId: id });
  else if (id.startsWith('rtb-')) await call('DeleteRouteTable', { RouteTableId: id });
  else if (id.startsWith('rtbassoc-')) await call('DisassociateRouteTable', { AssociationId: id });
  else throw new Error(`nobody knows how to remove by hand: ${id}`);
}
