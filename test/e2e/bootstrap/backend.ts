/** The backend of the stack, where both clouds are emulated. */
import type { Deployment } from '../../../deployment/schema.js';

export const stateKey = 'entra-workspaces/contoso.tfstate';

/** As the stack has it, and with the way to a cloud on this machine. */
export function backendOf(state: Deployment['state']): object {
  if ('azurerm' in state) {
    const { resourceGroupName, storageAccountName, containerName, subscriptionId } = state.azurerm;
    const place = { resource_group_name: resourceGroupName, storage_account_name: storageAccountName };
    const named = { ...place, container_name: containerName, subscription_id: subscriptionId, key: stateKey };
    return { azurerm: { ...named, use_azuread_auth: true, lookup_blob_endpoint: true } };
  }
  const { bucket, region, kmsKeyId } = (state as { s3: { bucket: string; region: string; kmsKeyId?: string } }).s3;
  const place = { bucket, region, key: stateKey, kms_key_id: kmsKeyId };
  return { s3: { ...place, encrypt: true, use_lockfile: true, use_path_style: true } };
}
