import { AzurermBackend, LocalBackend, S3Backend, type S3BackendConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { posix } from 'node:path';
import type { Deployment } from '../deployment/schema.js';
import { stateFileOf, stateKeyOf } from '../deployment/state-key.js';
import { defaultStateFolder } from './state-folder.js';

/**
 * Declares where Terraform keeps the state. Always explicit: cdktf's own default writes an absolute path into the plan.
 * The state holds client secrets and the SCIM token, so it is encrypted, and locked while in use.
 *
 * @param stateFolder from the folder of `cdk.tf.json` to that of the deployment file, for a local state
 */
export function declareBackend(
  scope: Construct,
  { name, state }: Pick<Deployment, 'name' | 'state'>,
  stateFolder = defaultStateFolder,
): void {
  const key = stateKeyOf({ name, state }) ?? '';
  if ('s3' in state) {
    const { bucket, region, kmsKeyId, roleArn } = state.s3;
    // cdktf 0.21 knows no `use_lockfile`; it passes on what it is given.
    const lock = { useLockfile: true } as Partial<S3BackendConfig>;
    new S3Backend(scope, {
      bucket,
      region,
      key,
      encrypt: true,
      ...lock,
      ...(kmsKeyId ? { kmsKeyId } : {}),
      ...(roleArn ? { assumeRole: { roleArn } } : {}),
    });
  } else if ('azurerm' in state) {
    const { resourceGroupName, storageAccountName, containerName, subscriptionId } = state.azurerm;
    new AzurermBackend(scope, {
      resourceGroupName,
      storageAccountName,
      containerName,
      key,
      useAzureadAuth: true,
      ...(subscriptionId ? { subscriptionId } : {}),
    });
  } else {
    const path = stateFileOf({ name, state }) ?? '';
    new LocalBackend(scope, { path: posix.isAbsolute(path) ? path : posix.join(stateFolder, path) });
  }
}
