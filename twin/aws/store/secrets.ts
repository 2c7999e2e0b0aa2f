import { randomUUID } from 'node:crypto';
import type {
  CreateSecretRequest,
  DeleteResourcePolicyRequest,
  DeleteSecretRequest,
  DescribeSecretRequest,
  GetResourcePolicyRequest,
  GetSecretValueRequest,
  ListSecretsRequest,
  ListSecretVersionIdsRequest,
  PutResourcePolicyRequest,
  PutSecretValueRequest,
  RestoreSecretRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateSecretRequest,
} from '@aws-sdk/client-secrets-manager';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { parsePolicy } from './policy-text.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

const recoveryWindow = rule(
  'secret-recovery-window',
  'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html',
  'A deleted secret is kept for 7 to 30 days: it cannot be read, and its name cannot be taken again.',
);

const keyOfSecret = rule(
  'secret-needs-key',
  'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
  'Who reads a secret under a customer managed key needs kms:Decrypt on it, who writes one kms:GenerateDataKey as well.',
);
const encrypting = ['kms:GenerateDataKey', 'kms:Decrypt'];

export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  description: string | undefined;
  kmsKeyId: string | undefined;
  policy: string | undefined;
  deletion: Date | undefined;
  readonly created: Date;
  changed: Date;
  readonly tags: Map<string, string>;
  readonly versions: {
    readonly id: string;
    readonly value: string | undefined;
    readonly binary: Uint8Array | undefined;
    readonly created: Date;
    stages: string[];
  }[];
}

/** Secrets Manager of the stand-in's own store, of one Region each. */
export class Secrets {
  private readonly regions = new Map<string, Map<string, StoredSecret>>();
  readonly operations: Operations;

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.secretOperations(), ...this.versionOperations(), ...this.policyOperations() };
  }

  all(region: string): Map<string, StoredSecret> {
    let secrets = this.regions.get(region);
    if (!secrets) this.regions.set(region, (secrets = new Map<string, StoredSecret>()));
    return secrets;
  }

  /** By name, ARN, or ARN without its random end. */
  find(region: string, id: string): StoredSecret | undefined {
    return [...this.all(region).values()].find(({ name, arn }) => id === name || id === arn || id === arn.slice(0, -7));
  }

  private need(call: Call, id: string | undefined, evenDeleted = false): StoredSecret {
    const secret = this.find(call.region, id ?? '');
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (secret.deletion && !evenDeleted) {
      this.cloud.leanOn(recoveryWindow);
      throw new AwsError(
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    }
    return secret;
  }

  /** With a key of one's own whoever reads or writes a value needs that key, through this service alone. */
  private async useKey(
    call: Call,
    { kmsKeyId: keyId, arn: secretArn }: Partial<StoredSecret>,
    actions: readonly string[],
  ): Promise<void> {
    const key = keyId === undefined ? undefined : await this.cloud.foundation.key(call.region, keyId);
    if (key?.manager !== 'CUSTOMER') return;
    this.cloud.leanOn(keyOfSecret);
    const through = {
      'kms:ViaService': `secretsmanager.${call.region}.amazonaws.com`,
      ...(secretArn === undefined ? {} : { 'kms:EncryptionContext:SecretARN': secretArn }),
    };
    for (const action of actions) await call.alsoNeeds(action, key.arn, through);
  }

  private secretOperations(): Operations {
    return {
      CreateSecret: async (input: CreateSecretRequest, call: Call) => {
        const name = input.Name ?? '';
        if (input.SecretString !== undefined || input.KmsKeyId !== undefined)
          await this.useKey(call, present({ kmsKeyId: input.KmsKeyId }), encrypting);
        const existing = [...this.all(call.region).values()].find((secret) => secret.name === name);
        if (existing?.deletion) {
          this.cloud.leanOn(recoveryWindow);
          throw new AwsError(
            'InvalidRequestException',
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
          );
        }
        if (existing)
          throw new AwsError(
            'ResourceExistsException',
            `The operation failed because the secret ${name} already exists.`,
          );
        const now = this.cloud.world.clock.now();
        const secret: StoredSecret = {
          arn: `arn:aws:secretsmanager:${call.region}:${this.cloud.accountId}:secret:${name}-${identifier(6, 'ABCDEFGHJKabcdefghjk23456789')}`,
          name,
          description: input.Description,
          kmsKeyId: input.KmsKeyId,
          policy: undefined,
          deletion: undefined,
          created: now,
          changed: now,
          tags: tagMap(input.Tags),
          versions: [],
        };
        this.all(call.region).set(secret.arn, secret);
        const version =
          input.SecretString === undefined && input.SecretBinary === undefined
            ? undefined
            : this.addVersion(secret, input.SecretString, input.SecretBinary, ['AWSCURRENT'], input.ClientRequestToken);
        return present({ ARN: secret.arn, Name: name, VersionId: version });
      },
      DescribeSecret: (input: DescribeSecretRequest, call: Call) => described(this.need(call, input.SecretId, true)),
      ListSecrets: (input: ListSecretsRequest, call: Call) => {
        const all = [...this.all(call.region).values()].filter(
          ({ deletion }) => input.IncludePlannedDeletion === true || !deletion,
        );
        const named = all.filter(({ name }) =>
          (input.Filters ?? []).every(
            ({ Key, Values }) => Key !== 'name' || (Values ?? []).some((each) => name.startsWith(each)),
          ),
        );
        const { items, next } = page(named, input.NextToken, input.MaxResults ?? 100);
        return present({ SecretList: items.map(listed), NextToken: next });
      },
      UpdateSecret: async (input: UpdateSecretRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        if (input.KmsKeyId !== undefined || input.SecretString !== undefined)
          await this.useKey(call, { ...secret, kmsKeyId: input.KmsKeyId ?? secret.kmsKeyId }, encrypting);
        if (input.Description !== undefined) secret.description = input.Description;
        if (input.KmsKeyId !== undefined) secret.kmsKeyId = input.KmsKeyId;
        secret.changed = this.cloud.world.clock.now();
        const version =
          input.SecretString === undefined
            ? undefined
            : this.addVersion(secret, input.SecretString, input.SecretBinary, ['AWSCURRENT'], input.ClientRequestToken);
        return present({ ARN: secret.arn, Name: secret.name, VersionId: version });
      },
      DeleteSecret: (input: DeleteSecretRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        if (input.ForceDeleteWithoutRecovery === true) {
          this.all(call.region).delete(secret.arn);
          return { ARN: secret.arn, Name: secret.name, DeletionDate: this.cloud.world.clock.now() };
        }
        secret.deletion = this.cloud.world.clock.in((input.RecoveryWindowInDays ?? 30) * 24 * 60);
        this.cloud.world.clock.at(secret.deletion, `secret ${secret.name} gone`, () => {
          if (secret.deletion) this.all(call.region).delete(secret.arn);
        });
        return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletion };
      },
      RestoreSecret: (input: RestoreSecretRequest, call: Call) => {
        const secret = this.need(call, input.SecretId, true);
        secret.deletion = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
      TagResource: (input: TagResourceRequest, call: Call) => {
        addTags(this.need(call, input.SecretId).tags, input.Tags);
        return {};
      },
      UntagResource: (input: UntagResourceRequest, call: Call) => {
        for (const key of input.TagKeys ?? []) this.need(call, input.SecretId).tags.delete(key);
        return {};
      },
    };
  }

  private versionOperations(): Operations {
    return {
      PutSecretValue: async (input: PutSecretValueRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        await this.useKey(call, secret, encrypting);
        const stages = input.VersionStages ?? ['AWSCURRENT'];
        const id = this.addVersion(secret, input.SecretString, input.SecretBinary, stages, input.ClientRequestToken);
        return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages };
      },
      GetSecretValue: async (input: GetSecretValueRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        await this.useKey(call, secret, ['kms:Decrypt']);
        const stage = input.VersionStage ?? 'AWSCURRENT';
        const found = secret.versions.find(({ id, stages }) =>
          input.VersionId === undefined ? stages.includes(stage) : id === input.VersionId,
        );
        if (!found)
          throw new AwsError(
            'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
          );
        return present({
          ARN: secret.arn,
          Name: secret.name,
          VersionId: found.id,
          SecretString: found.value,
          SecretBinary: found.binary,
          VersionStages: found.stages,
          CreatedDate: found.created,
        });
      },
      ListSecretVersionIds: (input: ListSecretVersionIdsRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        const shown = secret.versions.filter(({ stages }) => input.IncludeDeprecated === true || stages.length > 0);
        return {
          ARN: secret.arn,
          Name: secret.name,
          Versions: shown.map(({ id, stages, created }) => ({
            VersionId: id,
            VersionStages: stages,
            CreatedDate: created,
          })),
        };
      },
      UpdateSecretVersionStage: (
        input: { SecretId?: string; VersionStage?: string; MoveToVersionId?: string; RemoveFromVersionId?: string },
        call: Call,
      ) => {
        const secret = this.need(call, input.SecretId);
        for (const version of secret.versions) {
          if (version.id === input.RemoveFromVersionId)
            version.stages = version.stages.filter((stage) => stage !== input.VersionStage);
          if (version.id === input.MoveToVersionId) version.stages.push(input.VersionStage ?? '');
        }
        return { ARN: secret.arn, Name: secret.name };
      },
    };
  }

  private policyOperations(): Operations {
    return {
      PutResourcePolicy: (input: PutResourcePolicyRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        parsePolicy(input.ResourcePolicy ?? '', 'MalformedPolicyDocumentException');
        secret.policy = input.ResourcePolicy;
        return { ARN: secret.arn, Name: secret.name };
      },
      GetResourcePolicy: (input: GetResourcePolicyRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        return present({ ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy });
      },
      DeleteResourcePolicy: (input: DeleteResourcePolicyRequest, call: Call) => {
        const secret = this.need(call, input.SecretId);
        secret.policy = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
      ValidateResourcePolicy: (input: { ResourcePolicy?: string }) => {
        parsePolicy(input.ResourcePolicy ?? '', 'MalformedPolicyDocumentException');
        return { PolicyValidationPassed: true, ValidationErrors: [] };
      },
    };
  }

  /** A stage belongs to one version; the version that loses AWSCURRENT becomes AWSPREVIOUS. */
  private addVersion(
    secret: StoredSecret,
    value: string | undefined,
    binary: Uint8Array | undefined,
    stages: readonly string[],
    token: string | undefined,
  ): string {
    const now = this.cloud.world.clock.now();
    const former = stages.includes('AWSCURRENT')
      ? secret.versions.find((version) => version.stages.includes('AWSCURRENT'))
      : undefined;
    for (const version of secret.versions)
      version.stages = version.stages.filter(
        (stage) => !stages.includes(stage) && !(former && stage === 'AWSPREVIOUS'),
      );
    former?.stages.push('AWSPREVIOUS');
    const id = token ?? randomUUID();
    secret.versions.push({ id, value, binary, created: now, stages: [...stages] });
    secret.changed = now;
    return id;
  }
}

function listed(secret: StoredSecret): object {
  return present({
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: false,
    LastChangedDate: secret.changed,
    CreatedDate: secret.created,
    DeletedDate: secret.deletion,
    Tags: tagList(secret.tags),
  });
}

function described(secret: StoredSecret): object {
  const stages = secret.versions
    .filter((version) => version.stages.length > 0)
    .map((version) => [version.id, version.stages] as const);
  return { ...listed(secret), VersionIdsToStages: Object.fromEntries(stages) };
}
