import { DataAwsSecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version/index.js';
import { DataAwsSecretsmanagerSecretVersions } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-versions/index.js';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret/index.js';
import {
  conditional,
  Fn,
  Op,
  ref,
  TerraformCount,
  TerraformLocal,
  Token,
  type IResolvable,
  type ITerraformDependable,
  type TerraformProvider,
} from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { expiryTag } from '../../domain/control-plane/contract.js';
import { customerKey } from '../control-plane/customer-key.js';
import { scimTokenSecretPrefix } from '../../domain/names.js';
import { Requirement } from './requirement.js';

/** Stands for the token where it is not read. It never gets to Entra: the plan fails first. */
const tokenNotRead = 'not read';

export interface ScimTokenSecretProps {
  /** aws provider of the Region of Identity Center. */
  readonly provider: TerraformProvider;
  /** Name of the deployment: begins the names of secret and key. */
  readonly name: string;
  /** 12 digits. */
  readonly accountId: string;
  /** E.g. `aws`. */
  readonly partition: string;
  /** Makes Terraform refuse to delete or replace the key. */
  readonly protection: boolean;
  /** Whether the token is read: only once the handshake is recorded. Before it the secret is empty. */
  readonly read: boolean;
  /**
   * Whether a plan looks at the token, as `true` or as a variable. There must be a way not to: once the secret has left the
   * state, nobody knows how many versions there are, and Terraform stops ("Invalid count argument"), a destroy as well.
   * @default true
   */
  readonly look?: boolean | IResolvable;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The secret that holds the SCIM token of Identity Center. Terraform makes it empty; `entra-workspaces connect` puts the
 * token there, and notes in a tag when it expires. No file, argument or log ever holds the token.
 *
 * It has a key of its own, so that reading the token takes a right on the key as well: with the key of Secrets Manager, which
 * everybody in the account may use, the right on the secret is enough
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html).
 */
export class ScimTokenSecret extends Construct {
  readonly secretArn: string;
  /** The token. Only with `read`. */
  readonly token?: string;
  /** What must have been read before the token is used. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ScimTokenSecretProps) {
    super(scope, id);
    const prefix = `${scimTokenSecretPrefix(props.name)}-`;
    const key = customerKey(this, {
      provider: props.provider,
      ids: ['key', 'alias'],
      description: `Encrypts the secret ${prefix}…, which holds the SCIM access token of IAM Identity Center`,
      aliasPrefix: prefix,
      protection: props.protection,
      policy: props,
      tags: props.tags,
    });
    const secret = new SecretsmanagerSecret(this, 'secret', {
      provider: props.provider,
      namePrefix: prefix,
      description: 'SCIM access token of IAM Identity Center, put here by `entra-workspaces connect`',
      kmsKeyId: key.arn,
      recoveryWindowInDays: 30,
      ...present({ tags: props.tags }),
      lifecycle: { ignoreChanges: [`tags["${expiryTag}"]`, `tags_all["${expiryTag}"]`] },
    });
    this.secretArn = secret.arn;
    if (!props.read) {
      this.ready = [];
      return;
    }
    const read = this.read(secret, props);
    this.token = read.token;
    this.ready = [read.present];
  }

  /**
   * A data source for the version alone would stop plan and destroy with an unnamed error while the secret is empty. So a
   * list of versions, which may be empty, decides whether the version is read, and a plan says by name what is missing. A
   * destroy only warns.
   */
  private read(secret: SecretsmanagerSecret, { provider, name, look = true }: ScimTokenSecretProps) {
    // A plan must know how many versions to read. A data source that refers directly to a resource with a pending change (a
    // new tag) is put off to the apply, hence the local. One with conditions of its own is put off even through a local
    // (terraform 1.11.4), hence the condition on a resource beside it.
    const arn = new TerraformLocal(this, 'arn', secret.arn);
    const versions = new DataAwsSecretsmanagerSecretVersions(this, 'versions', { provider, secretId: arn.asString });
    // The list of an empty secret is null.
    const held = Token.asNumber(Fn.try([Fn.min([1, Fn.lengthOf(versions.versions)]), 0]));
    // cdktf puts no parentheses around a conditional, hence `max`.
    const count = look === true ? held : Token.asNumber(Fn.max([Token.asNumber(conditional(look, held, 0))]));
    const version = new DataAwsSecretsmanagerSecretVersion(this, 'version', {
      provider,
      secretId: arn.asString,
      count: TerraformCount.of(count),
    });
    const address = `data.${version.terraformResourceType}.${version.friendlyUniqueId}`;
    // What is not read must be some text: azuread refuses null in a required argument, also while it plans a destroy, where
    // the requirement below only warns. (`one` of no elements is null without an error, so `try` lets it through.)
    const token: unknown = Fn.coalesce([Fn.one(ref(`${address}[*].secret_string`, version.cdktfStack)), tokenNotRead]);
    const present = new Requirement(
      this,
      'present',
      Token.asString(Op.gte(count, 1)),
      `The secret ${scimTokenSecretPrefix(name)}-… holds no SCIM token. Run \`entra-workspaces connect\`, which puts the token ` +
        'there without showing it to anybody. After a destroy the handshake is void: set `handshake` to null first.',
    );
    return { token: Token.asString(token), present };
  }
}
