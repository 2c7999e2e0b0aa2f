import { Construct } from 'constructs';
import { Alerts } from '../modules/control-plane/alerts.js';
import type { FunctionZip } from '../modules/control-plane/function-zip.js';
import { FleetEngine } from '../modules/fleet/fleet-engine.js';
import { partsOfArn } from '../domain/arn.js';
import { fleetName } from '../domain/names.js';
import { fleetRegionsOf } from '../deployment/fleet-regions.js';
import { ownTopicOf } from '../deployment/own-topic.js';
import type { Deployment } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Providers } from './providers.js';

export interface FleetsProps {
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly functionZip: FunctionZip;
  /** The topic of the deployment, in the Region of Identity Center. */
  readonly topicArn?: string;
}

/** One engine for each Region in which desktops are those of a group, in stage `connected`. */
export class Fleets extends Construct {
  private readonly byRegion: ReadonlyMap<string, { readonly engine: FleetEngine; readonly topicArn?: string }>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetsProps,
  ) {
    super(scope, id);
    const { deployment } = props;
    const regions = stageOf(deployment) === 'connected' ? fleetRegionsOf(deployment) : [];
    this.byRegion = new Map(regions.map((region) => [region, this.engine(region)]));
  }

  /** The engine of a Region with fleets. */
  of(region: string): { readonly engine: FleetEngine; readonly topicArn?: string } {
    const found = this.byRegion.get(region);
    if (!found) throw new Error(`\`region\` must be one with a fleet, got: ${region}`);
    return found;
  }

  /** By Region: what the commands of the fleet look into. */
  get outputs(): Record<string, { table: string; state_machine_arn: string }> {
    return Object.fromEntries(
      [...this.byRegion].map(([region, { engine }]) => [
        region,
        { table: engine.tableName, state_machine_arn: engine.stateMachineArn },
      ]),
    );
  }

  private engine(region: string): { engine: FleetEngine; topicArn?: string } {
    const { deployment, providers, functionZip } = this.props;
    const { name, aws, identityCenter } = deployment;
    const scope = new Construct(this, region);
    const topicArn = this.topicOf(scope, region);
    const engine = new FleetEngine(scope, 'engine', {
      name,
      region,
      accountId: aws.accountId,
      provider: providers.aws(region),
      functionZip,
      rolePath: aws.rolePath,
      logRetentionDays: aws.logs.retentionDays,
      ...(aws.permissionsBoundaryArn ? { permissionsBoundaryArn: aws.permissionsBoundaryArn } : {}),
      ...(identityCenter.roleArn ? { identityCenterRoleArn: identityCenter.roleArn } : {}),
      ...(topicArn ? { topicArn } : {}),
    });
    return { engine, ...(topicArn ? { topicArn } : {}) };
  }

  /** An alarm reaches topics of its own Region alone. */
  private topicOf(scope: Construct, region: string): string | undefined {
    const { deployment, providers, topicArn } = this.props;
    const { alerts, aws, identityCenter, name } = deployment;
    if (!alerts || topicArn === undefined) return undefined;
    const own = ownTopicOf(deployment);
    const home = own === undefined ? identityCenter.region : partsOfArn(own).region;
    if (home === region) return topicArn;
    if (own !== undefined) return undefined;
    const provider = providers.aws(region);
    return new Alerts(scope, 'alerts', {
      name: fleetName(name),
      to: alerts,
      provider,
      alarms: { accountId: aws.accountId, region, provider },
    }).topicArn;
  }
}
