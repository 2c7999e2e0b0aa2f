import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job/index.js';
import { SynchronizationJobProvisionOnDemand } from '@cdktf/provider-azuread/lib/synchronization-job-provision-on-demand/index.js';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret/index.js';
import { Sleep } from '@cdktf/provider-time/lib/sleep/index.js';
import { TerraformCount, Token, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { EntraUsers } from './entra-users.js';
import {
  onDemandUserLimit,
  synchronizationRuleId,
  synchronizationSecretKeys,
  synchronizationTemplateId,
} from '../../domain/gallery-app.js';

/** Between two calls of on-demand provisioning, which takes 5 in 10 seconds: 4, to stay clear of the edge. */
const onDemandPause = '2500ms';

export interface ProvisioningProps {
  /** Service principal of the enterprise app in the form `/servicePrincipals/ID`. */
  readonly servicePrincipalId: string;
  /** SCIM endpoint of Identity Center. */
  readonly scimEndpoint: string;
  /** SCIM access token, as a reference: it never stands in the synthesized JSON. */
  readonly scimToken: string;
  /** Object id of the group of desktop users. */
  readonly groupObjectId: string;
  /**
   * Users who are provisioned at once instead of within the 40 minutes of a cycle: the first 25.
   * @default - only the group
   */
  readonly users?: EntraUsers;
  /** What must have happened before the first cycle: the assignment of the group, the token in its secret. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** SCIM provisioning of users and groups from Entra to Identity Center. */
export class Provisioning extends Construct {
  /** What a wait for users and groups in Identity Center may begin after. */
  readonly ready: readonly ITerraformDependable[];
  /** Made anew it knows nothing of what it brought before, and looks at all of it again. */
  readonly job: SynchronizationJob;

  constructor(scope: Construct, id: string, props: ProvisioningProps) {
    super(scope, id);
    this.validateEndpoint(props.scimEndpoint);
    this.validateToken(props.scimToken);
    const secret = new SynchronizationSecret(this, 'secret', {
      servicePrincipalId: props.servicePrincipalId,
      // The order counts: in another one the provider would see a difference in every plan. And no further entry: it would
      // wait for an answer with as many entries until it runs out of time.
      credential: [
        { key: synchronizationSecretKeys.endpoint, value: props.scimEndpoint },
        { key: synchronizationSecretKeys.token, value: props.scimToken },
      ],
      dependsOn: [...props.dependsOn],
    });
    // After the secret: a job without credentials goes into quarantine.
    const job = new SynchronizationJob(this, 'job', {
      servicePrincipalId: props.servicePrincipalId,
      templateId: synchronizationTemplateId,
      enabled: true,
      // The provider takes a missing permission (403) for something that passes, and asks again until this time is over.
      timeouts: { create: '5m' },
      dependsOn: [secret, ...props.dependsOn],
    });
    // Not the calls on demand: one that fails would hold up the waits of everybody, and a cycle brings that user anyway.
    this.job = job;
    this.ready = [job];
    this.onDemand(job, props);
  }

  /**
   * One object a call. The pauses form a chain, the calls hang on one pause each, so a call that fails holds up no other.
   * Calls are never taken back: removing one sends nothing.
   */
  private onDemand(job: SynchronizationJob, props: ProvisioningProps): ITerraformDependable[] {
    const { users } = props;
    let pause: ITerraformDependable = job;
    const pauseFor = (name: string) => {
      pause = new Sleep(this, `pause-${name}`, { createDuration: onDemandPause, dependsOn: [pause] });
      return pause;
    };
    const call = (name: string, subject: { objectId: string; objectTypeName: string }, count?: string) =>
      new SynchronizationJobProvisionOnDemand(this, `on-demand-${name}`, {
        servicePrincipalId: props.servicePrincipalId,
        synchronizationJobId: job.id,
        parameter: [{ ruleId: synchronizationRuleId, subject: [subject] }],
        ...(count === undefined ? {} : { count: TerraformCount.of(Token.asNumber(count)) }),
        dependsOn: [pauseFor(name)],
      });

    const group = call('group', { objectId: props.groupObjectId, objectTypeName: 'Group' });
    const first = users?.active.slice(0, onDemandUserLimit) ?? [];
    return [
      group,
      ...first.map((upn) => {
        const objectId = users!.objectId(upn);
        // Nobody is asked for who is not in Entra.
        return call(
          EntraUsers.slug(upn),
          { objectId: `\${${objectId}}`, objectTypeName: 'User' },
          `\${${objectId} == null ? 0 : 1}`,
        );
      }),
    ];
  }

  private validateEndpoint(endpoint: string): void {
    if (!Token.isUnresolved(endpoint) && !/^https:\/\/[^\s/]+\/\S*$/.test(endpoint)) {
      throw new Error(`\`scimEndpoint\` must be the https:// address that Identity Center shows, got: ${endpoint}`);
    }
  }

  private validateToken(token: string): void {
    if (!Token.isUnresolved(token)) {
      throw new Error('`scimToken` must be a reference to where the token is kept, got: a literal value (not shown)');
    }
  }
}
