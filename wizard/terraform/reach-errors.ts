/**
 * What stands between terraform and the clouds, in terraform's own words: networks, certificates, credentials, the state.
 * Most of it is said before terraform starts (checks/within-reach.ts); what changes while it runs is explained here.
 * Measured with terraform 1.11.4 on a store on loopback, unless said otherwise; the texts of Go's own library are those of
 * https://cs.opensource.google/go/go/+/master:src/crypto/x509/verify.go.
 */
import { setClock } from '../clouds/clock.js';
import type { ProviderError } from './provider-error.js';

export const reachErrors: readonly ProviderError[] = [
  {
    id: 'clock',
    says: /RequestTimeTooSkewed|RequestExpired|Signature expired|Signature not yet current|AADSTS(700024|500133|50013\b.*(time|expired))|(token|assertion) is not (yet valid|within its valid time range)/i,
    cause:
      'The clock of this machine is not that of the cloud, so a signature, token or certificate counts as expired or as not valid yet; or a token that was given once (ARM_OIDC_TOKEN) ran out in a long apply.',
    fix: `Set the clock, or get a new token, then run the same command again: what was finished is not made again. ${setClock}`,
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv4-troubleshooting.html, https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
  },
  {
    id: 'aws-credentials-expired',
    says: /ExpiredToken|security token included in the request is expired|SSO session has expired/i,
    cause:
      'The AWS credentials have run out. Those of a role or of aws sso login live for one to twelve hours, and an apply of many desktops can take longer.',
    fix: 'Sign in again (aws sso login, or new keys), then the same command again: what was finished is not made again, and desktops that AWS made meanwhile are taken as they are. Where it then says that something is there already: entra-workspaces adopt, once.',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html, measured with aws provider 5.100.0',
  },
  {
    id: 'entra-token-expired',
    says: /Lifetime validation failed, the token is expired|AADSTS(70043|700082|50173|50078)\b/,
    cause: 'The sign-in to Entra has run out.',
    fix: 'Sign in again (az login --allow-no-subscriptions --tenant TENANT, or a new token of the job), then the same command again: what was finished is not made again.',
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
  },
  {
    id: 'entra-called-back',
    says: /Continuous access evaluation resulted in/i,
    cause:
      'Entra called the sign-in back: a password or a Conditional Access policy changed, or this machine comes from another network since (a VPN that was switched on or off).',
    fix: 'Sign in again (az login --allow-no-subscriptions --tenant TENANT, or run the job anew), from the network in which it stays, then the same command again: what was finished is not made again.',
    source:
      'FriedrichWeinmann/EntraAuth#47, https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-continuous-access-evaluation',
  },
  {
    id: 'az-not-signed-in',
    says: /AzureCli Authorizer(?!.*AADSTS)|(running|launching) Azure CLI(?!.*AADSTS).*(az login|executable file not found)/,
    cause:
      'No application signs in (ARM_CLIENT_ID), and the Azure CLI is not installed or nobody is signed in with it.',
    fix: 'az login --allow-no-subscriptions --tenant TENANT, in this shell: in WSL, in a container and with sudo it is another sign-in. In a pipeline set ARM_CLIENT_ID and ARM_USE_OIDC.',
    source: 'hashicorp/terraform-provider-azurerm#21776, Azure/terraform-azurerm-caf-enterprise-scale#1217',
  },
  {
    id: 'entra-certificate-refused',
    says: /AADSTS(700027|1000502|7000214|7000274|7000277)\b/,
    cause:
      'Entra did not take the certificate that signed in: it ended, the application does not have it (any more), or it is that of another one.',
    fix: 'Where an application signs in for Intune alone (`intune.application`): entra-workspaces bootstrap --laptop --intune makes the next certificate and says what to set ARM_CLIENT_CERTIFICATE_PATH to; then the same command again. Else renew the certificate that ARM_CLIENT_CERTIFICATE_PATH names.',
    source: 'https://github.com/AzureAD/microsoft-identity-web/pull/3653 (codes of a certificate)',
  },
  {
    id: 'entra-certificate-unread',
    says: /could not (read|decode) PKCS.12 archive|Failed to obtain a credential\. no credentials were successfully initialized/,
    cause:
      'No certificate could be read for the sign-in: none is named, or the file is not there, has another password, or is encrypted in a newer way (AES, a MAC by SHA-256) than the providers read.',
    fix: 'Set ARM_CLIENT_CERTIFICATE_PATH to the file that entra-workspaces bootstrap --laptop --intune made. A file of your own: write it again with openssl pkcs12 -export -legacy.',
    source:
      'https://pkg.go.dev/github.com/Azure/azure-sdk-for-go/sdk/azidentity#ParseCertificates, internal/provider/provider.go of microsoft/terraform-provider-msgraph',
  },
  {
    id: 'state-lock-unreached',
    says: /Error (acquiring|releasing) the state lock(?!.*proxyconnect).*(dial tcp|no such host|i\/o timeout|TLS handshake timeout|connection reset by peer|connection refused|network is unreachable|broken pipe|unexpected EOF)/i,
    cause:
      'The place of the state could not be reached for its lock: the connection broke off. A lock that this run had set may have stayed.',
    fix: 'The same command again, once the network is back. If it then says that the state is locked, and surely nobody works on it: terraform force-unlock LOCK_ID in the stack folder, with the ID that it names.',
    source: 'https://pkg.go.dev/net#OpError; internal/command/clistate/state.go of terraform 1.11',
  },
  {
    id: 'state-lock-kept',
    says: /Error releasing the state lock/i,
    cause:
      'This run may write its lock and may not remove it, so its own lock stayed: the next run finds the state locked.',
    fix: 'Give the identity s3:DeleteObject on the key of the state followed by .tflock (in Azure: Storage Blob Data Contributor). Then, in the stack folder: terraform force-unlock LOCK_ID, with the ID above.',
    source: 'measured with terraform 1.11.4',
  },
  {
    id: 'state-lock-denied',
    says: /Error acquiring the state lock.*(StatusCode: 403|AccessDenied|AuthorizationPermissionMismatch)/i,
    cause: 'Nobody holds the lock: the identity may not write it. It is an object beside the state.',
    fix: 'Give it s3:GetObject, s3:PutObject and s3:DeleteObject on the key of the state followed by .tflock (in Azure: Storage Blob Data Contributor). There is nothing to unlock.',
    source: 'measured with terraform 1.11.4',
  },
  {
    id: 'state-account-closed',
    says: /\bAuthorizationFailure\b/,
    cause:
      'The storage account of the state lets nobody in from this address: it is open to some networks alone, or to private endpoints. No role helps against that.',
    fix: 'Work from a network that it lets in (VPN, a runner of your own), or have this address let in: az storage account network-rule add --account-name ACCOUNT --ip-address ADDRESS.',
    source:
      'hashicorp/terraform-provider-azurerm#2977, https://learn.microsoft.com/en-us/troubleshoot/azure/azure-storage/blobs/authentication/storage-troubleshoot-403-errors',
  },
  {
    id: 'state-account-rights',
    says: /\bAuthorizationPermissionMismatch\b/,
    cause:
      'Whoever is signed in to Azure has no role on the blobs of the state. To own the storage account is not enough: that is another kind of right.',
    fix: 'Give them Storage Blob Data Contributor on the container of the state (entra-workspaces bootstrap does so for a pipeline), wait up to ten minutes, then run it again.',
    source:
      'https://learn.microsoft.com/en-us/troubleshoot/azure/azure-storage/blobs/authentication/storage-troubleshoot-403-errors',
  },
  {
    id: 'state-container-missing',
    says: /\bContainerNotFound\b/,
    cause: 'The container for the state does not exist in that storage account, or is being deleted.',
    fix: 'Create it (az storage container create --account-name ACCOUNT --name CONTAINER --auth-mode login), or correct `state.azurerm` in the deployment.',
    source: 'https://learn.microsoft.com/en-us/rest/api/storageservices/blob-service-error-codes',
  },
  {
    id: 'conditional-access',
    says: /AADSTS(5300[0-4]|530032|50005|50074|50076|50079|50158)\b/,
    cause:
      'A Conditional Access policy of the tenant stands before this sign-in: it asks for a second factor or a known device, or lets this identity in from some networks alone.',
    fix: 'A person signs in again in a browser: az login --allow-no-subscriptions --tenant TENANT. An application: work from a network that the policy names, or have it taken out of the policy (Entra admin center, Conditional Access; the sign-in log names the policy).',
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
  },
  {
    id: 'state-region',
    says: /requested bucket from "[^"]*", actual location|PermanentRedirect|BucketRegionError/,
    cause: 'The bucket of the state is in another Region than `state.s3.region` says.',
    fix: 'aws s3api get-bucket-location --bucket BUCKET says where it is (null: us-east-1). Set `state.s3.region` to that.',
    source: 'measured with terraform 1.11.4',
  },
  {
    id: 'unknown-authority',
    says: /x509: certificate signed by unknown authority|x509: .*certificate is not trusted/,
    cause:
      'A certificate of an authority that this machine does not know was shown: a proxy of the company opens the traffic.',
    fix: 'Set NODE_EXTRA_CA_CERTS (or SSL_CERT_FILE) to the PEM file of the certificate authority of your company: it is given to terraform too. On macOS and Windows put it into the store of the system.',
    source: 'https://pkg.go.dev/crypto/x509#UnknownAuthorityError',
  },
  {
    id: 'certificate-unread',
    says: /x509: negative serial number/,
    cause:
      'A proxy of the company opens the traffic with a certificate whose serial number is negative. Terraform and the providers have refused that since 2024; a browser takes it.',
    fix: 'Have whoever runs the proxy issue certificates as RFC 5280 asks. Until then GODEBUG=x509negativeserial=1 before the same command.',
    source: 'databricks/cli#2499, https://go.dev/doc/godebug (x509negativeserial)',
  },
  {
    id: 'certificate-of-another-host',
    says: /x509: certificate is (valid for|not valid for any names)/,
    cause:
      'Somebody else answers in the place of the cloud: the page of a guest network that wants a sign-in first, a proxy, or a name that leads elsewhere here.',
    fix: 'Open any page in a browser and sign in to the network, or go to another one. If it stays: nslookup with the name above, and ask whoever runs the network.',
    source: 'https://pkg.go.dev/crypto/x509#HostnameError',
  },
  {
    id: 'certificate-not-valid-now',
    says: /x509: certificate has expired or is not yet valid/,
    cause: 'By the clock of this machine the certificate is not valid (both times stand above).',
    fix: 'Set the clock of this machine if it is wrong; else the proxy or the host shows an old certificate.',
    source: 'https://pkg.go.dev/crypto/x509#CertificateInvalidError',
  },
  {
    id: 'proxy',
    says: /proxyconnect tcp|Proxy Authentication Required/,
    cause: 'The proxy that HTTPS_PROXY names is not there, or does not let the call through.',
    fix: 'Correct HTTPS_PROXY (name and password as http://NAME:PASSWORD@HOST:PORT), or name in NO_PROXY what is reached without it.',
    source: 'https://pkg.go.dev/net/http#Transport',
  },
  {
    id: 'aws-profile-missing',
    says: /failed to get shared config profile/,
    cause: 'There is no AWS profile of the name in AWS_PROFILE.',
    fix: 'aws configure list-profiles shows those there are; set AWS_PROFILE to one of them.',
    source: 'https://github.com/aws/aws-sdk-go-v2/blob/main/config/shared_config.go (SharedConfigProfileNotExistError)',
  },
  {
    id: 'aws-profile-mfa',
    says: /AssumeRoleTokenProvider session option not set|assume role with MFA enabled/,
    cause: 'The AWS profile asks for a code (mfa_serial), for which terraform cannot ask.',
    fix: 'Take its keys into this shell: eval "$(aws configure export-credentials --profile NAME --format env)", then run it again.',
    source:
      'https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go (AssumeRoleTokenProviderNotSetError)',
  },
  {
    id: 'aws-credential-process',
    says: /error in credential_process|process provider error/,
    cause: 'The program that the AWS profile gets its credentials from (credential_process) failed.',
    fix: 'Run that program by hand, mend what it says, then run this again.',
    source: 'https://github.com/aws/aws-sdk-go-v2/blob/main/credentials/processcreds/provider.go',
  },
  {
    id: 'aws-oidc-refused',
    says: /AssumeRoleWithWebIdentity/,
    cause: 'AWS did not accept the identity of the job for the role in AWS_ROLE_ARN.',
    fix: 'entra-workspaces preflight, in the same job, prints `sub` and `aud` of its token: the trust policy of the role must name exactly those.',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  },
];

/** What breaks off in between. Behind all others: what else is said of a call is worth more. */
export const brokenOff: readonly ProviderError[] = [
  {
    id: 'name-not-found',
    says: /no such host|server misbehaving|temporary failure in name resolution/i,
    cause:
      'The name of a host could not be found: no network, a VPN that went, or a resolver that does not know the names of AWS or Microsoft (private DNS, endpoints of a VPC).',
    fix: 'Look it up on this machine (nslookup HOST, as it stands above), mend the network or the resolver, then the same command again: what was finished is not made again.',
    source: 'https://pkg.go.dev/net#DNSError',
  },
  {
    id: 'connection-lost',
    says: /connection reset by peer|TLS handshake timeout|i\/o timeout|connection timed out|connectex: |connect: connection refused|no route to host|network is unreachable|broken pipe|unexpected EOF|forcibly closed by the remote host/i,
    cause:
      'The connection broke off, or nobody answered: a network that went, a firewall, or a machine that slept. What was asked for last may have been done.',
    fix: 'The same command again: what was finished is not made again. Where it then says that something is there already: entra-workspaces adopt, once. If it stays, a firewall keeps the address above.',
    source: 'https://pkg.go.dev/net#OpError',
  },
];
