/** What providers say of things that are gone, not there yet, or of which nobody knows. */
import type { ProviderError } from './provider-error.js';

export const deletedMeanwhile: readonly ProviderError[] = [
  {
    id: 'secret-deleted',
    says: /marked for deletion/,
    at: /secretsmanager_secret_(policy|version)/,
    cause: 'Somebody deleted this secret. AWS keeps it for 30 days, and until then nothing can be read of it.',
    fix: 'aws secretsmanager restore-secret --secret-id ARN --region REGION, with the ARN above, then the same command again. Not to be had any more: it is made anew, with a new registration secret, by the next apply.',
    source: 'twin: each secret deleted behind Terraform; the text is of Secrets Manager',
  },
  {
    id: 'bundle-gone',
    says: /no matching WorkSpaces Bundle found/,
    at: /drift_seen/,
    cause: 'Somebody deleted a bundle of this deployment. The desktops made of it stay as they are.',
    fix: 'Make it anew, in the stack folder: terraform state list shows the address that has bundle-NAME and _claim_ in it; then terraform apply -var look_for_drift=false -replace=ADDRESS.',
    source: 'twin: a bundle deleted behind Terraform',
  },
  {
    id: 'directory-gone',
    says: /reading WorkSpaces Directory .*(empty result|find resource)/,
    at: /drift_seen/,
    cause: 'Somebody deregistered a directory of this deployment, and with it went its desktops and registration code.',
    fix: 'Make it anew, in the stack folder: terraform state list shows the address that has the site and _directory_claim_ in it; then terraform apply -var look_for_drift=false -replace=ADDRESS. People get new desktops and need the new registration code.',
    source: 'twin: a directory deregistered behind Terraform',
  },
  {
    id: 'principal-not-replicated',
    says: /whilst waiting for new service principal to be replicated/,
    cause:
      'Entra had not spread the new service principal everywhere when the provider described it. It exists; the provider asks only once.',
    fix: 'Apply again: Terraform makes it anew. If it then says that the object already exists: `adopt` takes it over.',
    waiting: true,
    source: 'azuread 3.7.0, service_principal_resource.go',
  },
  {
    id: 'answer-lost',
    says: /HTTP response was nil; connection may have been reset/,
    cause: 'The connection to Entra broke before the answer came, so nobody knows whether it was done.',
    fix: 'Apply again. If it then says that the object already exists: `adopt` takes it over, or delete it in Entra first.',
    source: 'azuread 3.7.0: only what changes nothing is sent again',
  },
  {
    id: 'graph-gone',
    // By the URL: of what a destroy fails at terraform gives no address.
    says: /graph\.microsoft\.com\S* .*RESPONSE 404/,
    cause: 'The object in Intune or Entra was deleted after Terraform looked: the provider takes that for an error.',
    fix: 'Run the same command again: it looks anew, and goes on without it.',
    source: 'msgraph 0.5.0: DELETE answered by 404',
  },
  {
    id: 'graph-busy',
    says: /graph\.microsoft\.com\S* .*RESPONSE (429|5\d\d)/,
    cause: 'Microsoft Graph was too busy, and the provider gave up after some tries.',
    fix: 'Wait some minutes and run the same command again.',
    waiting: true,
    source: 'msgraph 0.5.0',
  },
];
