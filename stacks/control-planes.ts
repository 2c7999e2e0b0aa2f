import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../domain/present.js';
import { kinds, records, type WatchedExpiry } from '../domain/control-plane/contract.js';
import { ControlPlane } from '../modules/control-plane/control-plane.js';
import type { FunctionZip } from '../modules/control-plane/function-zip.js';
import type { Deployment } from '../deployment/schema.js';
import type { Providers } from './providers.js';

export interface ControlPlanesProps {
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly functionZip: FunctionZip;
  /** The daily watch, in the Region of Identity Center. */
  readonly watch?: { readonly topicArn: string; readonly expiries: readonly WatchedExpiry[] };
}

/**
 * One control plane for each Region in use: those of the sites, and that of Identity Center.
 *
 * What a function may do follows from its Region alone, not from what is asked of it today: with the last site of a Region
 * its role would lose a permission in the very apply that needs it to remove the site's directory.
 */
export class ControlPlanes extends Construct {
  private readonly byRegion: ReadonlyMap<string, ControlPlane>;

  constructor(scope: Construct, id: string, props: ControlPlanesProps) {
    super(scope, id);
    const { deployment, providers } = props;
    const home = deployment.identityCenter.region;
    const regions = [...new Set([home, ...deployment.sites.map(({ region }) => region)])].sort();
    this.byRegion = new Map(
      regions.map((region) => [region, this.controlPlane(region, providers.aws(region), region === home, props)]),
    );
  }

  /** The control plane of a Region in use. */
  of(region: string): ControlPlane {
    const controlPlane = this.byRegion.get(region);
    if (!controlPlane) throw new Error(`\`region\` must be one in use, got: ${region}`);
    return controlPlane;
  }

  /** By Region: what a trust policy or a reader of logs has to name. */
  get outputs(): Record<string, { function_name: string; role_arn: string; log_group: string }> {
    return Object.fromEntries(
      [...this.byRegion].map(([region, { functionName, roleArn, logGroupName }]) => [
        region,
        { function_name: functionName, role_arn: roleArn, log_group: logGroupName },
      ]),
    );
  }

  private controlPlane(
    region: string,
    provider: TerraformProvider,
    isHome: boolean,
    props: ControlPlanesProps,
  ): ControlPlane {
    const { name, aws, identityCenter } = props.deployment;
    const functionVpc = aws.functionVpc[region];
    const logKeyArn = aws.logs.keyArns[region];
    return new ControlPlane(this, region, {
      name,
      region,
      accountId: aws.accountId,
      kinds: isHome ? kinds : siteKinds,
      functionZip: props.functionZip,
      provider,
      rolePath: aws.rolePath,
      logRetentionDays: aws.logs.retentionDays,
      ...(aws.permissionsBoundaryArn ? { permissionsBoundaryArn: aws.permissionsBoundaryArn } : {}),
      ...present({ functionVpc }),
      ...(logKeyArn ? { logKeyArn } : {}),
      ...(isHome && identityCenter.roleArn ? { identityCenterRoleArn: identityCenter.roleArn } : {}),
      ...(isHome && props.watch ? { watch: props.watch } : {}),
    });
  }
}

const siteKinds = kinds.filter((kind) => records[kind].askedIn === 'each-region');
