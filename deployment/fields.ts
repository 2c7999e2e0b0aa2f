/** Building blocks of the schema: choices, immutable fields, and the forms of identifiers. */
import { z } from 'zod';
import { autoStopStepMinutes } from '../domain/bundle-options.js';

declare module 'zod' {
  interface GlobalMeta {
    /** The field cannot change once it has been applied. */
    immutable?: boolean;
    /** How to get what a change of an immutable field was meant to bring. */
    wayToChange?: string;
    /** The keys of a choice: exactly one of them is given. */
    choice?: readonly string[];
  }
}

type Options = Readonly<Record<string, z.ZodType>>;
type OneKeyOutput<O extends Options> = { [K in keyof O]: { [P in K]: z.output<O[P]> } }[keyof O];
type OneKeyInput<O extends Options> = { [K in keyof O]: { [P in K]: z.input<O[P]> } }[keyof O];

/** A choice: an object with exactly one key, which says what was chosen. Narrow it with `'create' in choice`. */
export function choice<O extends Options>(options: O): z.ZodType<OneKeyOutput<O>, OneKeyInput<O>> {
  const alternatives = Object.entries(options).map(([key, schema]) => z.strictObject({ [key]: schema }));
  const union = z.union(alternatives).meta({ choice: Object.keys(options) });
  return union as unknown as z.ZodType<OneKeyOutput<O>, OneKeyInput<O>>;
}

/** Marks a field that cannot change once applied. */
export function immutable<S extends z.ZodType>(schema: S, description: string, wayToChange: string): S {
  return schema.meta({ description, immutable: true, wayToChange });
}

/** A GUID of Microsoft Entra ID. */
export const guid = () => z.guid({ error: 'must be a GUID such as 6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11' });
/** After how many minutes without use a desktop stops: AWS takes whole hours. */
export const autoStopMinutes = () =>
  z
    .int()
    .multipleOf(autoStopStepMinutes, { error: 'must be whole hours, in minutes: 60, 120, …' })
    .min(autoStopStepMinutes);

const text = (pattern: RegExp, rule: string) => z.string().regex(pattern, { error: rule });

export const accountId = () => text(/^\d{12}$/, 'must be an AWS account id of 12 digits');
export const roleArn = () =>
  text(/^arn:aws(-[a-z-]+)?:iam::\d{12}:role\/[\w+=,.@/-]{1,128}$/, 'must be the ARN of an IAM role');
export const policyArn = () =>
  text(/^arn:aws(-[a-z-]+)?:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,128}$/, 'must be the ARN of an IAM policy');
export const bucketArn = () =>
  text(
    /^arn:aws(-[a-z-]+)?:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.=/-]{1,512})?$/,
    'must be the ARN of an S3 bucket, such as arn:aws:s3:::contoso-logs',
  );
/** `or` says what else the field takes. */
export const keyArn = (or = '') =>
  text(
    /^arn:aws(-[a-z-]+)?:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,128}$/,
    `must be ${or}the ARN of a KMS key (not of an alias)`,
  );
export const topicArn = () =>
  text(/^arn:aws(-[a-z-]+)?:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'must be the ARN of an SNS topic');
/** WorkSpaces takes no `+`, `=` or `@` in the name of the secret. Source: MicrosoftEntraConfig.ApplicationConfigSecretArn. */
export const secretArn = () =>
  text(
    /^arn:aws(-[a-z-]+)?:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9][A-Za-z0-9_/.-]{8,519}$/,
    'must be the ARN of a secret whose name holds only letters, digits, `_`, `/`, `.` and `-` (WorkSpaces takes no `+`, `=` or `@`)',
  );
export const instanceArn = () =>
  text(
    /^arn:aws(-[a-z-]+)?:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/,
    'must be the ARN of an Identity Center instance, such as arn:aws:sso:::instance/ssoins-1234567890abcdef',
  );
export const vpcId = () => text(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC, such as vpc-0123456789abcdef0');
export const subnetId = () =>
  text(/^subnet-[0-9a-f]{8,17}$/, 'must be the id of a subnet, such as subnet-0123456789abcdef0');
export const securityGroupId = () =>
  text(/^sg-[0-9a-f]{8,17}$/, 'must be the id of a security group, such as sg-0123456789abcdef0');
export const imageId = () =>
  text(/^wsi-[0-9a-z]{9,63}$/, 'must be the id of a WorkSpaces image, such as wsi-1234567ab');
export const bundleId = () =>
  text(/^wsb-[0-9a-z]{8,63}$/, 'must be the id of a WorkSpaces bundle, such as wsb-1234567ab');

/** A day, `YYYY-MM-DD`. */
export const day = () => z.iso.date({ error: 'must be a day such as 2027-01-31' });

/** A name that a person will read in Entra or Intune. */
export const displayName = () =>
  z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(120, { error: 'must have at most 120 characters' })
    .refine((name) => name === name.trim(), { error: 'must have no space around it' });

/**
 * AWS tags. WorkSpaces takes keys of up to 127 and values of up to 255 characters; `aws:` is reserved.
 * IAM and CloudWatch Logs take no combining marks (\p{M}). Source: their APIs, Tag.
 */
export const tags = () =>
  z.record(
    z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,127}$/iu, {
      error: 'must be a tag key of up to 127 letters, digits, spaces and _ . : / = + - @, not beginning with aws:',
    }),
    z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,255}$/u, {
      error: 'must be a tag value of up to 255 letters, digits, spaces and _ . : / = + - @, without combining marks',
    }),
  );
