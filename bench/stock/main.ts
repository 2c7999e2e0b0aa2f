/**
 * What a stock CDKTF project does, to measure against in the same run: the template's imports (each provider by its
 * package index) and a stack of two Regions with a key, a secret, a role, a network and 20 desktops.
 */
/* eslint-disable no-restricted-imports -- the package index is what this program is here to measure */
import * as aws from '@cdktf/provider-aws';
import * as azuread from '@cdktf/provider-azuread';
import { App, TerraformStack } from 'cdktf';

const app = new App({ outdir: process.argv[2] ?? 'cdktf.out' });
const stack = new TerraformStack(app, 'stock');
new azuread.provider.AzureadProvider(stack, 'azuread', {});
new azuread.group.Group(stack, 'users', { displayName: 'desktop users', securityEnabled: true });
for (const region of ['eu-central-1', 'eu-west-1']) {
  const provider = new aws.provider.AwsProvider(stack, region, { region, alias: region });
  const key = new aws.kmsKey.KmsKey(stack, `${region}-key`, { provider, description: 'secrets' });
  new aws.secretsmanagerSecret.SecretsmanagerSecret(stack, `${region}-secret`, { provider, kmsKeyId: key.arn });
  const vpc = new aws.vpc.Vpc(stack, `${region}-vpc`, { provider, cidrBlock: '10.20.0.0/16' });
  for (const index of [0, 1]) {
    new aws.subnet.Subnet(stack, `${region}-subnet-${index}`, {
      provider,
      vpcId: vpc.id,
      cidrBlock: `10.20.${index}.0/24`,
    });
  }
  for (let index = 0; index < 20; index++) {
    new aws.workspacesWorkspace.WorkspacesWorkspace(stack, `${region}-desktop-${index}`, {
      provider,
      bundleId: 'wsb-12345678',
      directoryId: 'wsd-12345678',
      userName: `user${index}@contoso.com`,
    });
  }
}
app.synth();
