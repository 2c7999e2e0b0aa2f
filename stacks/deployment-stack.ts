import { TerraformStack, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { fleetRegionsOf } from '../deployment/fleet-regions.js';
import { partitionOf } from '../domain/partitions.js';
import { Alerts } from '../modules/control-plane/alerts.js';
import type { FunctionZip } from '../modules/control-plane/function-zip.js';
import { SignInMonitoring } from '../modules/monitoring/sign-in-monitoring.js';
import { ServiceRole } from '../modules/workspaces/service-role.js';
import { declareBackend } from './backend.js';
import { ControlPlanes } from './control-planes.js';
import type { Deployment } from '../deployment/schema.js';
import { Enrolment } from './enrolment.js';
import { FleetGroups } from './fleet-groups.js';
import { Fleets } from './fleets.js';
import { formerDesktops } from './former-desktops.js';
import { Federation } from './federation.js';
import { IdentityCenter } from './identity-center.js';
import { asLiteralText } from './literal-text.js';
import { declareOutputs } from './outputs.js';
import { plainTerraform } from './plain-terraform.js';
import { lookVariables } from './look-variables.js';
import { Providers } from './providers.js';
import { SelfServices } from './self-services.js';
import { Site } from './site.js';
import { stateFolderContext } from './state-folder.js';

/** The first that locks a state in S3 without a table beside it, of terraform and of OpenTofu. */
const oldest = '1.10.0';

export interface DeploymentStackProps {
  /** A checked deployment (`loadDeployment`). */
  readonly deployment: Deployment;
  /** The control plane's code: where it lies from the folder of `cdk.tf.json`, and its hash. */
  readonly functionZip: FunctionZip;
  /**
   * From the folder of `cdk.tf.json` to that of the deployment file, for a state in a local file.
   * @default what the command line puts into the context, else '../../..', as with `cdktf synth`
   */
  readonly stateFolder?: string;
}

/** Both clouds in one stack and one plan. It only wires; what has logic is a module. */
export class DeploymentStack extends TerraformStack {
  private readonly providers: Providers;

  constructor(scope: Construct, id: string, props: DeploymentStackProps) {
    super(scope, id);
    // cdktn, cdktf's successor, compares with it what a stack uses, and takes terraform 1.5.7 where nothing is said.
    this.node.setContext('targetVersions', { terraform: `>=${oldest}`, opentofu: `>=${oldest}` });
    const deployment = asLiteralText(props.deployment);
    const { name, aws, identityCenter: home, monitoring } = deployment;
    this.addOverride('terraform.required_version', `>= ${oldest}`);
    const stateFolder = props.stateFolder ?? (this.node.tryGetContext(stateFolderContext) as string | undefined);
    declareBackend(this, deployment, stateFolder);

    const providers = new Providers(this, 'providers', deployment);
    this.providers = providers;
    const provider = providers.aws(home.region);
    const looks = lookVariables(this);
    const federation = new Federation(this, 'federation', { deployment, providers, readScimToken: looks.scimToken });
    const alerts = deployment.alerts
      ? new Alerts(this, 'alerts', {
          name,
          to: deployment.alerts,
          provider,
          ...(fleetRegionsOf(deployment).includes(home.region)
            ? { alarms: { accountId: aws.accountId, region: home.region, provider } }
            : {}),
        })
      : undefined;
    const controlPlanes = new ControlPlanes(this, 'control-plane', {
      deployment,
      providers,
      functionZip: props.functionZip,
      ...(alerts ? { watch: { topicArn: alerts.topicArn, expiries: federation.expiries } } : {}),
    });
    const controlPlane = controlPlanes.of(home.region);
    const identityCenter = new IdentityCenter(this, 'identity-center', {
      deployment,
      providers,
      controlPlane,
      federation,
      lookForDrift: looks.drift,
    });
    const serviceRole = new ServiceRole(this, 'service-role', {
      mode: aws.serviceRole,
      provider,
      partition: partitionOf(home.region),
      ...(aws.sourceAccountConditions ? { sourceAccount: aws.accountId } : {}),
    });
    const fleets = new Fleets(this, 'fleet', {
      deployment,
      providers,
      functionZip: props.functionZip,
      ...(alerts ? { topicArn: alerts.topicArn } : {}),
    });
    const fleetGroups = new FleetGroups(this, 'fleet-groups', {
      deployment,
      providers,
      controlPlane,
      federation,
      identityCenter,
      lookForDrift: looks.drift,
    });
    const selfServices = new SelfServices(this, 'self-service', { deployment, federation, fleetGroups });
    const shared = {
      fleets,
      fleetGroups,
      deployment,
      providers,
      controlPlanes,
      federation,
      identityCenter,
      serviceRole,
      lookForDrift: looks.drift,
    };
    const sites = new Map(
      deployment.sites.map((site) => [site.key, new Site(this, `site-${site.key}`, { ...shared, site })]),
    );
    const enrolment =
      deployment.intune.enrolment === null
        ? undefined
        : new Enrolment(this, 'enrolment', {
            deployment,
            deviceGroups: Object.fromEntries([...sites].map(([key, { devices }]) => [key, devices.objectId])),
            desktopUsers: federation.desktopUsers.objectId,
            ...(federation.owners ? { owners: federation.owners } : {}),
          });
    for (const site of sites.values()) site.connect(enrolment?.ready ?? []);
    if (monitoring?.enabled) {
      new SignInMonitoring(this, 'monitoring', {
        name,
        location: monitoring.location,
        alertEmail: monitoring.alertEmail,
        enterpriseAppClientId: federation.enterpriseApp.clientId,
        enterpriseAppObjectId: federation.enterpriseApp.servicePrincipalObjectId,
      });
    }
    providers.asPerson(deployment);
    const removed = formerDesktops(deployment);
    if (removed.length > 0) this.addOverride('removed', removed);
    declareOutputs(this, { deployment, federation, controlPlanes, identityCenter, fleets, selfServices, sites });
  }

  /** The aws provider of a Region, for resources of an owner: without one, Terraform would take another that nobody checked. */
  aws(region: string): TerraformProvider {
    return this.providers.aws(region);
  }

  /**
   * cdktf resolves the whole stack once more beforehand, to find references between stacks (`preparing` in its
   * lib/tfExpression.js): half the time that a desktop costs. A stack that is alone has none.
   */
  override prepareStack(): void {
    if (this.node.root.node.findAll().filter((each) => TerraformStack.isStack(each)).length > 1) super.prepareStack();
  }

  /** Without what cdktf adds for itself: the file is what an owner reads, diffs, and keeps after `eject`. */
  override toTerraform(): unknown {
    return plainTerraform(super.toTerraform());
  }
}
