/** Rights in AWS that the identity which runs terraform lacks, special ones before the general one. */
import type { ProviderError } from './provider-error.js';

export const rightsErrors: readonly ProviderError[] = [
  {
    id: 'boundary-not-named',
    says: /not authorized to perform: iam:(CreateRole|PutRolePolicy)\b/,
    at: /iam_role/,
    cause:
      'The rights that are printed make and write the role of the function with the permissions boundary alone, and the deployment names none, or another one.',
    fix: 'Make the policy that entra-workspaces permissions --command boundary prints, and name it in aws.permissionsBoundaryArn. An administrator of the account applies without.',
    source: 'twin: applied with the printed rights and no boundary',
  },
  {
    id: 'boundary-does-not-exist',
    says: /does not exist or is not attachable/,
    at: /iam_role\./,
    cause: 'The permissions boundary that `aws.permissionsBoundaryArn` names does not exist in this account.',
    fix: 'entra-workspaces permissions --command boundary prints it: let somebody make it whom no pipeline can be, then apply again.',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (NoSuchEntity)',
  },
  {
    id: 'address-already-free',
    says: /not authorized to perform: ec2:DisassociateAddress\b/,
    at: /aws_eip/,
    cause:
      'The address is free since its NAT gateway went. The provider ends the association all the same, and AWS asks for a right on what is no longer there.',
    fix: 'The same command once more: it reads that the address is free, and releases it.',
    source: 'measured with aws provider 5.100.0 against the twin; what AWS answers is a guess',
  },
  {
    id: 'right-on-key-policy',
    says: /not authorized to perform: kms:PutKeyPolicy\b|not allow you to update the key policy in the future/,
    cause:
      'The policy of a key that exists would change, or AWS asks whoever makes a key for the right to change its policy: kms:PutKeyPolicy. It is not among the printed rights, as nothing tells a new key from one that somebody else left without an alias.',
    fix: 'Let an administrator of the account apply this once, from a laptop. Nothing is lost: apply goes on where it stopped.',
    source: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy',
  },
  {
    id: 'access-denied',
    says: /AccessDenied|not authorized to perform|UnauthorizedOperation/,
    cause:
      'AWS denied a call. The text above names the action; a policy of the organization (SCP) can deny what the role allows.',
    fix: 'entra-workspaces permissions lists what the role needs; ask whoever manages the organization about an SCP.',
    source: 'AWS',
  },
];
