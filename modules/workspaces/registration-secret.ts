import { DataAwsSecretsmanagerSecret } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret/index.js';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy/index.js';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { customerKey } from '../control-plane/customer-key.js';
import { jsonText } from '../control-plane/json-text.js';
import { forAccount } from './service-role.js';

/**
 * Days in which a deleted secret can be brought back. The names have a prefix, so that a destroy followed by an apply
 * does not meet a name that is still taken.
 */
const recoveryDays = 30;

export interface CreatedRegistrationSecret {
  /** Begins the names of secret and key: letters, digits, `-`, `_`, `.` and `/` (WorkSpaces refuses `+`, `=` and `@`). */
  readonly name: string;
  /** 12 digits. */
  readonly accountId: string;
  /** E.g. `aws`. */
  readonly partition: string;
  /** Application (client) id of the registration app. */
  readonly applicationId: string;
  /** The *value* of the client secret that is to be used now, as a token: it never stands in the synthesized JSON. */
  readonly applicationPassword: string;
  /**
   * Lets WorkSpaces read the secret and use the key for this account alone (`aws:SourceAccount`).
   * @default false
   */
  readonly onlyForAccount?: boolean;
  /** Makes Terraform refuse to delete or replace the key. */
  readonly protection: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RegistrationSecretProps {
  /** aws provider of the directory's Region: WorkSpaces reads the secret there. */
  readonly provider: TerraformProvider;
  /** A secret and key of our own, or the ARN of one that someone else fills. */
  readonly secret: { readonly create: CreatedRegistrationSecret } | { readonly existing: { readonly arn: string } };
}

/**
 * The secret from which WorkSpaces reads how to sign in as the registration app. Its ARN is fixed in the directory, its
 * content is not: another password is another version of the same secret.
 *
 * Key policy, resource policy and JSON keys are those of
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html.
 */
export class RegistrationSecret extends Construct {
  readonly secretArn: string;
  /** What a directory must wait for, and what must outlive it. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RegistrationSecretProps) {
    super(scope, id);
    if ('existing' in props.secret) {
      const { arn } = props.secret.existing;
      this.secretArn = arn;
      this.ready = [this.look(props.provider, arn)];
      return;
    }
    const made = this.create(props.provider, props.secret.create);
    this.secretArn = made.secret.arn;
    this.ready = [made.key, made.version, made.policy];
  }

  private create(provider: TerraformProvider, props: CreatedRegistrationSecret) {
    validateSecretName(props.name);
    const tags = props.tags ? { tags: { ...props.tags } } : {};
    const ours = forAccount(props.onlyForAccount === true ? props.accountId : undefined);
    const key = customerKey(this, {
      provider,
      ids: ['key', 'alias'],
      description: `Encrypts the secret ${props.name}, from which Amazon WorkSpaces reads how to register devices`,
      aliasPrefix: `${props.name}-`,
      protection: props.protection,
      policy: {
        partition: props.partition,
        accountId: props.accountId,
        also: [
          {
            Sid: 'WorkSpaces',
            Effect: 'Allow',
            Principal: { Service: ['workspaces.amazonaws.com'] },
            Action: ['kms:Decrypt', 'kms:DescribeKey'],
            Resource: '*',
            ...ours,
          },
        ],
      },
      tags: props.tags,
    });

    const secret = new SecretsmanagerSecret(this, 'secret', {
      provider,
      namePrefix: `${props.name}-`,
      description: 'Application id and client secret of the registration app, read by Amazon WorkSpaces',
      kmsKeyId: key.arn,
      recoveryWindowInDays: recoveryDays,
      ...tags,
    });
    const policy = new SecretsmanagerSecretPolicy(this, 'policy', {
      provider,
      secretArn: secret.arn,
      policy: jsonText({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: ['workspaces.amazonaws.com'] },
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
            ...ours,
          },
        ],
      }),
    });
    // A new password makes a new version. The old one loses AWSCURRENT only when the new one takes it, so the secret is
    // readable all the time although Terraform plans this as a replacement.
    const version = new SecretsmanagerSecretVersion(this, 'version', {
      provider,
      secretId: secret.id,
      secretString: jsonText({
        application_id: props.applicationId,
        application_password: props.applicationPassword,
      }),
    });
    return { key, secret, policy, version };
  }

  private look(provider: TerraformProvider, arn: string): ITerraformDependable {
    const secret = new DataAwsSecretsmanagerSecret(this, 'existing', { provider, arn });
    secret.lifecycle = {
      postcondition: [
        {
          condition:
            '${self.kms_key_id != null && self.kms_key_id != "" && !endswith(self.kms_key_id, "alias/aws/secretsmanager")}',
          errorMessage:
            `The secret ${arn} is encrypted with the key aws/secretsmanager, which WorkSpaces cannot use. ` +
            'Encrypt it with a customer managed key that lets workspaces.amazonaws.com decrypt.',
        },
        {
          condition: '${strcontains(coalesce(self.policy, "none"), "workspaces.amazonaws.com")}',
          errorMessage:
            `The resource policy of the secret ${arn} does not let workspaces.amazonaws.com read it. ` +
            'Allow that service secretsmanager:GetSecretValue in the resource policy of the secret.',
        },
      ],
    };
    return secret;
  }
}

/** WorkSpaces takes no other letters in the ARN of the secret (RegisterWorkspaceDirectory, ApplicationConfigSecretArn). */
function validateSecretName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_/.-]{1,400}$/.test(name)) {
    throw new Error(
      `\`name\` of a registration secret must hold only letters, digits, \`_\`, \`/\`, \`.\` and \`-\`, got: ${name}`,
    );
  }
}
