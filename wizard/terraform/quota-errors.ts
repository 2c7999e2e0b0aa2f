/**
 * Quotas of an account that its desktops do not show: most are small in a new one. Those of WorkSpaces are looked at by
 * `preflight`, and explained where the control plane meets them.
 * Codes of the quotas: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
import type { ProviderError } from './provider-error.js';

const more = (service: string, code: string): string =>
  `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --region REGION --desired-value N asks for more. AWS mostly gives it within minutes, at times within days; then apply again: what was finished is not made again.`;

export const quotaErrors: readonly ProviderError[] = [
  {
    id: 'vpc-quota',
    says: /VpcLimitExceeded|InternetGatewayLimitExceeded/,
    cause: 'This Region has as many networks (VPC) as the account may have: five, unless somebody asked for more.',
    fix: `Delete one that nobody uses, name one that is there as \`sites[].network.existing\`, or ask for more. ${more('vpc', 'L-F678F1CE')}`,
    source:
      'terraform-aws-modules/terraform-aws-vpc#429, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  },
  {
    id: 'address-quota',
    says: /AddressLimitExceeded/,
    cause:
      'This Region has as many fixed public addresses (Elastic IP) as the account may have: five, unless somebody asked for more. Each NAT gateway takes one.',
    fix: `aws ec2 describe-addresses --region REGION shows those there are; release what nobody uses, or set \`natGateways\` of the site to 1. ${more('ec2', 'L-0263D0A3')}`,
    source: 'openshift/installer#1695, https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  },
  {
    id: 'nat-gateway-quota',
    says: /NatGatewayLimitExceeded/,
    cause:
      'This Availability Zone has as many NAT gateways as the account may have: five, unless somebody asked for more.',
    fix: `Delete one that nobody uses, or ask for more. ${more('vpc', 'L-FE5A380F')}`,
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  },
  {
    id: 'function-concurrency',
    says: /ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution/,
    cause:
      'The engine of a fleet keeps one place for itself among the functions that run at once, so that it never runs twice, and the account has none to give: a new one may run 10 at once.',
    fix: `Ask for 1,000, which is the usual number. ${more('lambda', 'L-B99A9384')}`,
    source:
      'awslabs/fhir-works-on-aws-deployment#691, https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  },
  {
    id: 'role-quota',
    says: /Cannot exceed quota for (Roles|Policies)PerAccount/,
    cause: 'The account has as many roles or policies as it may have.',
    fix: `Delete what nobody uses, or ask for more (roles; policies: L-E95E4862), in us-east-1. ${more('iam', 'L-FE177D64')}`,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  {
    id: 'region-pending',
    says: /PendingVerification|OptInRequired/,
    cause:
      'AWS has not opened this Region or service to the account yet: it looks at new accounts and at Regions that were just enabled.',
    fix: 'Wait: minutes, at times up to a day, and there is a mail to the address of the account when it is done. Then apply again. If it stays: AWS Support, Account and billing.',
    source:
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (PendingVerification, OptInRequired)',
  },
];
