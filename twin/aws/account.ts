import type {
  AccountForIntegrations,
  DesktopEvent,
  IdentityCenterUser,
  ServiceProvider,
  TrustedIdentityProvider,
  World,
} from '../clouds.js';
import { rule, type Rule } from '../rules.js';
import { accessesOf, type Access } from './actions.js';
import { ApiModel, type ServiceName } from './api-model.js';
import { isRecord, requestMatchesModel, validateRequest } from './api-validation.js';
import { Authorization } from './authorization.js';
import { CallRate } from './call-rate.js';
import { IdentityCenterConsole } from './console.js';
import { AwsError, twinMistake } from './errors.js';
import { meet } from './fault.js';
import type { Foundation } from './foundation.js';
import { isFoundationServer } from './foundation-server.js';
import { FoundationStore } from './foundation-store.js';
import { IdentityCenter } from './identity-center/identity-center.js';
import { identityCenterServices } from './identity-center/operations.js';
import { Functions } from './lambda/functions.js';
import { Principals, type Caller } from './principals.js';
import { attributesOf } from './resource-attributes.js';
import { readSecretAsService } from './secret-reading.js';
import { RoleConsistency } from './role-consistency.js';
import { Buckets } from './s3/buckets.js';
import type { Cloud, Operations } from './service.js';
import { StateMachines } from './step-functions/machines.js';
import { invokeAs, wake } from './step-functions/callers.js';
import { serveScim } from './scim/endpoint.js';
import { accountServices } from './services/account-services.js';
import { Quotas } from './services/quotas.js';
import { defaultSettings, type Settings, type Timings } from './settings.js';
import { WorkSpaces } from './workspaces/workspaces.js';

const goneBeforeRights = rule(
  'association-gone-before-rights',
  'guess',
  'Of an association that is gone EC2 says so before it asks who may end it: there is no resource to ask about.',
);

export interface AccountOptions {
  /** Twelve digits. */
  readonly accountId: string;
  /** Absent: the account belongs to no organization. The account is its management account if the ids are the same. */
  readonly organization?: { readonly managementAccountId: string };
  /** Where subnets, secrets, keys and roles live. Default: a store of the twin's own, with the APIs of their services. */
  readonly foundation?: Foundation;
  /** Changes to how long things take. */
  readonly timings?: Partial<Timings>;
}

/** One call to the account. */
export interface AccountCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly input: Record<string, unknown>;
}

/** What was called, and how it ended: scenarios assert on it. */
export interface CallRecord {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: string;
  /** Code of the error; undefined: it succeeded. */
  readonly error?: string;
}

/** A call that the twin does not play. A scenario asserts that there were none. */
export interface UnknownCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
}

/**
 * One AWS account: its services with their state, rules and times. Calls come through `startGateway` (any AWS client),
 * or in process through `call` (the stand-in of the aws provider).
 */
export class Account implements AccountForIntegrations, Cloud {
  readonly accountId: string;
  readonly managementAccountId: string | undefined;
  readonly settings: Settings;
  readonly foundation: Foundation;
  /** Access keys. `principals.administrator` may do everything; keys nobody issued are refused. */
  readonly principals: Principals;
  readonly identityCenter: IdentityCenter;
  readonly workspaces: WorkSpaces;
  /** Service Quotas. */
  readonly quotas: Quotas;
  readonly functions: Functions;
  readonly stateMachines: StateMachines;
  /** What a person does in the console of Identity Center. */
  readonly console: IdentityCenterConsole;
  readonly roleConsistency: RoleConsistency;
  /** S3: the state of Terraform lies there. */
  readonly buckets: Buckets;
  readonly unknownCalls: UnknownCall[] = [];
  readonly calls: CallRecord[] = [];
  private readonly services = new Map<ServiceName, Operations>();
  private readonly authorization: Authorization;
  private readonly rate: CallRate;

  constructor(
    readonly world: World,
    options: AccountOptions,
  ) {
    if (!/^\d{12}$/.test(options.accountId)) twinMistake(`an account id has 12 digits, got: ${options.accountId}`);
    this.accountId = options.accountId;
    this.managementAccountId = options.organization?.managementAccountId;
    this.settings = defaultSettings(options.timings);
    this.foundation = options.foundation ?? new FoundationStore(this);
    this.principals = new Principals(this.accountId);
    this.roleConsistency = new RoleConsistency(world.clock, this.settings);
    this.buckets = new Buckets(this);
    this.rate = new CallRate(world.clock, this.settings);
    this.identityCenter = new IdentityCenter(this);
    this.console = new IdentityCenterConsole(this.identityCenter);
    this.workspaces = new WorkSpaces(this, this.identityCenter);
    this.quotas = new Quotas(this, this.workspaces);
    this.functions = new Functions(this, this.principals, this.roleConsistency);
    this.stateMachines = new StateMachines(this, invokeAs(this));
    const { foundation, workspaces } = this;
    const kept = { foundation, workspaces, functions: this.functions.states };
    this.authorization = new Authorization(foundation, this.roleConsistency, world.rules, (arn) =>
      attributesOf(kept, arn),
    );
    serveScim(world, this.identityCenter);
    this.play('workspaces', this.workspaces.operations);
    for (const [service, operations] of identityCenterServices(this, this.identityCenter))
      this.play(service, operations);
    this.play('lambda', this.functions.operations);
    this.play('stepfunctions', this.stateMachines.operations);
    for (const [service, operations] of accountServices(this, this.quotas, this.principals))
      this.play(service, operations);
    if (this.foundation instanceof FoundationStore) {
      for (const [service, operations] of this.foundation.services)
        this.play(service, service === 'cloudwatch' ? { ...operations, ...this.workspaces.metrics } : operations);
      this.foundation.events.wake = wake(this, this.functions);
    }
  }

  /** Whether the twin answers for a service itself. The rest is forwarded to what backs the foundation. */
  plays(service: ServiceName): boolean {
    return this.services.has(service);
  }

  leanOn(rule: Rule): void {
    this.world.rules.leanOn(rule);
  }

  /** Answers one call: faults, API model, policies, rate, then the service itself. Throws AwsError for a refusal. */
  async call(request: AccountCall): Promise<Record<string, unknown>> {
    await this.world.clock.settle();
    try {
      const fault = this.world.faults.take(`aws ${request.service}:${request.operation}`, () =>
        JSON.stringify(request.input),
      );
      const answer = () => this.answer(request);
      return fault ? await meet(fault, answer, this.world.clock) : await answer();
    } catch (error) {
      this.record(request, error instanceof AwsError ? error.code : 'twin fault');
      throw error;
    }
  }

  async inside(
    service: ServiceName,
    operation: string,
    region: string,
    input: unknown,
  ): Promise<Record<string, unknown>> {
    return this.run({
      service,
      operation,
      region,
      caller: this.principals.administratorCaller,
      input: input as Record<string, unknown>,
    });
  }

  /** Notes a call that is not played and refuses it loudly. */
  refuseUnknown(service: string, operation: string, region: string): AwsError {
    this.unknownCalls.push({ service, operation, region });
    return new AwsError('UnknownOperationException', `twin: the call ${service}:${operation} is not played`);
  }

  /** Whether the caller may do it by its policies. For calls that are forwarded. */
  async authorize(request: AccountCall): Promise<void> {
    const { service, operation, input, region, caller } = request;
    const { RoleName: roleName, AssociationId: association, AliasName: alias } = input;
    const link = [association, operation === 'CreateAlias' ? undefined : alias].find((id) => typeof id === 'string');
    const role =
      service === 'iam' && operation !== 'CreateRole' && typeof roleName === 'string'
        ? await this.foundation.role(roleName)
        : undefined;
    const at = {
      region,
      accountId: this.accountId,
      ...(role ? { roleArn: role.arn } : {}),
      ...(typeof link === 'string' ? { behind: await this.foundation.behind(region, link) } : {}),
    };
    if (service === 'ec2' && operation === 'DisassociateAddress' && at.behind?.length === 0) {
      this.world.rules.leanOn(goneBeforeRights);
      return;
    }
    for (const access of accessesOf(service, operation, input, at)) await this.authorization.check(caller, access);
  }

  /** Asks the policies of a caller alone, also about what the twin does not play. Throws AwsError for a refusal. */
  async ask(caller: Caller, access: Access): Promise<void> {
    await this.authorization.check(caller, access);
  }

  record(
    request: Pick<CallRecord, 'service' | 'operation' | 'region'> & { readonly caller: Caller },
    error?: string,
  ): void {
    const { service, operation, region, caller } = request;
    this.calls.push({ service, operation, region, caller: caller.arn, ...(error === undefined ? {} : { error }) });
  }

  /** Ends the processes of functions. */
  async stop(): Promise<void> {
    await this.functions.stop();
  }

  // What the integrations may know.

  onDesktop(what: 'created' | 'rebuilt' | 'terminated', listener: (event: DesktopEvent) => Promise<void>): void {
    this.workspaces.onDesktop(what, listener);
  }

  readSecretAsService(region: string, secretArn: string): Promise<string> {
    return readSecretAsService(this, region, secretArn);
  }

  trustedIdentityProvider(): TrustedIdentityProvider | undefined {
    return this.console.trustedIdentityProvider();
  }

  serviceProvider(): ServiceProvider | undefined {
    return this.console.serviceProvider();
  }

  identityCenterUser(userName: string): IdentityCenterUser | undefined {
    return this.identityCenter.userByName(userName);
  }

  mayOpenApplication(directoryId: string, userId: string): boolean {
    const application = this.workspaces.applicationOf(directoryId);
    return application !== undefined && this.identityCenter.mayOpen(application, userId);
  }

  desktopsOf(userName: string): readonly DesktopEvent[] {
    return this.workspaces.desktopsOf(userName);
  }

  desktopOpened(desktopId: string): void {
    this.workspaces.desktopOpened(desktopId);
  }

  private async answer(request: AccountCall): Promise<Record<string, unknown>> {
    this.rate.check(request.service);
    const model = ApiModel.of(request.service);
    const operation = model.operation(request.operation);
    if (!operation) throw this.refuseUnknown(request.service, request.operation, request.region);
    try {
      validateRequest(model, model.inputShape(operation), request.input);
    } catch (error) {
      this.leanOn(requestMatchesModel);
      throw error;
    }
    await this.authorize(request);
    const output = await this.run(request);
    if (request.service === 'iam') this.roleConsistency.note(request.operation, request.input);
    this.record(request);
    return output;
  }

  private async run(request: AccountCall): Promise<Record<string, unknown>> {
    const { service, operation, region, caller } = request;
    if (service === 'ec2' && operation === 'DeleteSubnet')
      this.workspaces.refuseSubnetInUse(region, request.input['SubnetId']);
    if (!this.plays(service) && isFoundationServer(this.foundation)) {
      return this.foundation.call(service, operation, region, request.input);
    }
    const play = this.services.get(service)?.[operation] as ((input: unknown, call: object) => unknown) | undefined;
    if (!play) throw this.refuseUnknown(service, operation, region);
    const output = await play(request.input, {
      region,
      caller,
      alsoNeeds: async (action: string, resource = '*', context = {}) =>
        this.authorization.check(caller, {
          action,
          resources: [resource],
          // A forward access session: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
          context: { 'aws:RequestedRegion': region, 'aws:ViaAWSService': 'true', ...context },
        }),
    });
    return isRecord(output) ? output : {};
  }

  private play(service: ServiceName, operations: Operations): void {
    const model = ApiModel.of(service);
    for (const name of Object.keys(operations)) {
      if (!model.operation(name))
        twinMistake(`the API model of ${service} was cut without ${name} (build/twin-api-calls.ts)`);
    }
    this.services.set(service, operations);
  }
}
