/** The parts of an ARN. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. */
export interface ArnParts {
  /** `aws`, `aws-us-gov`, `aws-cn`. */
  readonly partition: string;
  /** `kms`, `sns`, `iam`. */
  readonly service: string;
  /** Empty: of no Region, as those of IAM. */
  readonly region: string;
  /** Empty: of no account; `aws`: of AWS itself. */
  readonly accountId: string;
  /** All behind the account, which may have colons of its own. */
  readonly resource: string;
}

/** What an ARN says; each part is empty where the text has none. */
export function partsOfArn(arn: string): ArnParts {
  const [, partition = '', service = '', region = '', accountId = '', ...resource] = arn.split(':');
  return { partition, service, region, accountId, resource: resource.join(':') };
}
