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
    fix: 'Make it anew, in the stack folder: terraform apply -var look_for_drift=false -replace=ADDRESS (its claim, as terraform state list shows it).',
    claimOf: /aws_workspaces_bundle\.(\S+?)_drift_seen/,
    source: 'twin: a bundle deleted behind Terraform',
  },
  {
    id: 'directory-gone',
    says: /reading WorkSpaces Directory .*(empty result|find resource)/,
    at: /drift_seen/,
    cause: 'Somebody deregistered a directory of this deployment, and with it went its desktops and registration code.',
    fix: 'Make it anew, in the stack folder: terraform apply -var look_for_drift=false -replace=ADDRESS (its claim, as terraform state list shows it). People get new desktops and need the new registration code.',
    claimOf: /aws_workspaces_directory\.(\S+?)_drift_seen/,
    source: 'twin: a directory deregistered behind Terraform',
  },
  {
    id: 'instance-gone',
    says: /listing IdentityStore Groups.*ResourceNotFoundException/,
    at: /drift_seen/,
    cause:
      'The Identity Center instance of this deployment is gone, with its users, groups and applications: nobody signs in to a desktop any more, and AWS binds a directory to one instance for good.',
    fix: 'Was it deleted, everything is made anew, desktops too: save what is on them while they run, then entra-workspaces destroy, entra-workspaces connect --forget, and apply, connect and apply as the first time. An instance of the organization that was made again has another ARN: set `identityCenter.instance` before.',
    source: 'twin: an account instance deleted behind Terraform; the text is of the aws provider',
  },
  {
    id: 'certificate-gone',
    says: /Invalid value specified for property 'preferredTokenSigningKeyThumbprint'/,
    cause: 'Somebody deleted the certificate in Entra that this deployment signs sign-ins with.',
    fix: 'entra-workspaces connect --renew-certificate makes another one, which Identity Center imports before Entra signs with it.',
    source:
      'twin: a signing certificate deleted behind Terraform; Graph takes the thumbprint of its own certificates alone',
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
    id: 'pipeline-application-gone',
    says: /no service principal found/i,
    at: /azuread_service_principal\.\w*pipeline/,
    cause:
      'The application that applies for the pipeline (`entra.apply` under `pipeline`) has no service principal in this tenant: it does not exist here, or was registered without one.',
    fix: 'If it exists: az ad sp create --id CLIENT-ID, with its client id. If not, correct `entra.apply` in the deployment; entra-workspaces bootstrap makes an application with all that it needs.',
    source: 'recorded with azuread 3.7.0',
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
