import { randomUUID } from 'node:crypto';
import type {
  CreateAliasRequest,
  CreateKeyRequest,
  DeleteAliasRequest,
  DescribeKeyRequest,
  ListAliasesRequest,
  PutKeyPolicyRequest,
  ScheduleKeyDeletionRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateAliasRequest,
  UpdateKeyDescriptionRequest,
} from '@aws-sdk/client-kms';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { grantOperations, type Granting } from './key-grants.js';
import { checkKeyPolicy, underKeyPolicy } from './key-policies.js';

export interface StoredKey {
  readonly id: string;
  readonly arn: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly spec: string;
  readonly usage: string;
  readonly multiRegion: boolean;
  readonly created: Date;
  description: string;
  enabled: boolean;
  deletion: Date | undefined;
  policy: string;
  rotation: { enabled: boolean; days: number };
  readonly tags: Map<string, string>;
  /** Grants that somebody outside of what the twin plays has made. */
  foreignGrants?: number;
}

/** KMS of the stand-in's own store. Keys of AWS (`alias/aws/…`) come to be when they are first looked for. */
export class Keys {
  private readonly keys = new Map<string, Map<string, StoredKey>>();
  private readonly aliases = new Map<string, Map<string, string>>();
  readonly operations: Operations;
  /** Services that use keys of others, each with its grants on one. */
  readonly granting: Granting[] = [];

  constructor(private readonly cloud: Cloud) {
    const operations = {
      ...this.keyOperations(),
      ...this.stateOperations(),
      ...this.aliasOperations(),
      ...grantOperations(this.cloud, this.granting, (call, id) => this.need(call, id)),
    };
    this.operations = Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        underKeyPolicy(this.cloud, name, operation, (call, id) => this.find(call.region, id)),
      ]),
    );
  }

  all(region: string): Map<string, StoredKey> {
    return inRegion(this.keys, region);
  }

  /** By id, ARN, alias or alias ARN. */
  find(region: string, id: string): StoredKey | undefined {
    const name = id.startsWith('arn:') ? id.split(':').slice(5).join(':') : id;
    if (name.startsWith('alias/')) {
      const target = inRegion(this.aliases, region).get(name);
      if (target !== undefined) return this.all(region).get(target);
      // A key for WorkSpaces is made only when a person first launches an encrypted one in the console.
      return name.startsWith('alias/aws/') && name !== 'alias/aws/workspaces'
        ? this.makeAwsKey(region, name)
        : undefined;
    }
    return this.all(region).get(name.replace(/^key\//, ''));
  }

  aliasesOf(region: string, { id }: StoredKey): readonly string[] {
    return [...inRegion(this.aliases, region)].flatMap(([name, target]) => (target === id ? [name] : []));
  }

  private need(call: Call, id: string | undefined): StoredKey {
    const key = this.find(call.region, id ?? '');
    if (!key) throw new AwsError('NotFoundException', `Key '${id ?? ''}' does not exist`);
    return key;
  }

  private make(region: string, of: Partial<StoredKey>): StoredKey {
    const id = randomUUID();
    const root = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${this.cloud.accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    };
    const key: StoredKey = {
      id,
      arn: `arn:aws:kms:${region}:${this.cloud.accountId}:key/${id}`,
      manager: 'CUSTOMER',
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      multiRegion: false,
      created: this.cloud.world.clock.now(),
      description: '',
      enabled: true,
      deletion: undefined,
      policy: JSON.stringify(root),
      rotation: { enabled: false, days: 365 },
      tags: new Map(),
      ...of,
    };
    this.all(region).set(id, key);
    return key;
  }

  private makeAwsKey(region: string, alias: string): StoredKey {
    const key = this.make(region, {
      manager: 'AWS',
      description: `Default key of ${alias.slice('alias/aws/'.length)}`,
    });
    inRegion(this.aliases, region).set(alias, key.id);
    return key;
  }

  private keyOperations(): Operations {
    return {
      CreateKey: (input: CreateKeyRequest, call: Call) => {
        if (input.Policy !== undefined)
          checkKeyPolicy(this.cloud, input.Policy, call, input.BypassPolicyLockoutSafetyCheck === true);
        const key = this.make(call.region, {
          spec: input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
          usage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
          multiRegion: input.MultiRegion ?? false,
          description: input.Description ?? '',
          ...(input.Policy === undefined ? {} : { policy: input.Policy }),
          tags: new Map((input.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? '', TagValue ?? ''])),
        });
        return { KeyMetadata: described(this.cloud, key) };
      },
      DescribeKey: (input: DescribeKeyRequest, call: Call) => ({
        KeyMetadata: described(this.cloud, this.need(call, input.KeyId)),
      }),
      ListKeys: (_: object, call: Call) => ({
        Keys: [...this.all(call.region).values()].map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
        Truncated: false,
      }),
      GetKeyPolicy: (input: { KeyId?: string }, call: Call) => ({
        Policy: this.need(call, input.KeyId).policy,
        PolicyName: 'default',
      }),
      ListKeyPolicies: (input: { KeyId?: string }, call: Call) => {
        this.need(call, input.KeyId);
        return { PolicyNames: ['default'], Truncated: false };
      },
      PutKeyPolicy: (input: PutKeyPolicyRequest, call: Call) => {
        checkKeyPolicy(this.cloud, input.Policy ?? '', call, input.BypassPolicyLockoutSafetyCheck === true);
        this.need(call, input.KeyId).policy = input.Policy ?? '';
        return {};
      },
      UpdateKeyDescription: (input: UpdateKeyDescriptionRequest, call: Call) => {
        this.need(call, input.KeyId).description = input.Description ?? '';
        return {};
      },
      ListResourceTags: (input: { KeyId?: string }, call: Call) => ({
        Tags: [...this.need(call, input.KeyId).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
        Truncated: false,
      }),
      TagResource: (input: TagResourceRequest, call: Call) => {
        for (const { TagKey, TagValue } of input.Tags ?? [])
          this.need(call, input.KeyId).tags.set(TagKey ?? '', TagValue ?? '');
        return {};
      },
      UntagResource: (input: UntagResourceRequest, call: Call) => {
        for (const key of input.TagKeys ?? []) this.need(call, input.KeyId).tags.delete(key);
        return {};
      },
    };
  }

  private stateOperations(): Operations {
    const setEnabled = (enabled: boolean) => (input: { KeyId?: string }, call: Call) => {
      this.need(call, input.KeyId).enabled = enabled;
      return {};
    };
    return {
      EnableKey: setEnabled(true),
      DisableKey: setEnabled(false),
      ScheduleKeyDeletion: (input: ScheduleKeyDeletionRequest, call: Call) => {
        const key = this.need(call, input.KeyId);
        if (key.deletion) throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
        key.deletion = this.cloud.world.clock.in((input.PendingWindowInDays ?? 30) * 24 * 60);
        this.cloud.world.clock.at(key.deletion, `key ${key.id} gone`, () => {
          if (key.deletion) this.all(call.region).delete(key.id);
        });
        return {
          KeyId: key.arn,
          DeletionDate: key.deletion,
          KeyState: 'PendingDeletion',
          PendingWindowInDays: input.PendingWindowInDays ?? 30,
        };
      },
      CancelKeyDeletion: (input: { KeyId?: string }, call: Call) => {
        const key = this.need(call, input.KeyId);
        key.deletion = undefined;
        key.enabled = false;
        return { KeyId: key.arn };
      },
      EnableKeyRotation: (input: { KeyId?: string; RotationPeriodInDays?: number }, call: Call) => {
        this.need(call, input.KeyId).rotation = { enabled: true, days: input.RotationPeriodInDays ?? 365 };
        return {};
      },
      DisableKeyRotation: (input: { KeyId?: string }, call: Call) => {
        this.need(call, input.KeyId).rotation.enabled = false;
        return {};
      },
      GetKeyRotationStatus: (input: { KeyId?: string }, call: Call) => {
        const { rotation, id } = this.need(call, input.KeyId);
        return {
          KeyRotationEnabled: rotation.enabled,
          KeyId: id,
          ...(rotation.enabled ? { RotationPeriodInDays: rotation.days } : {}),
        };
      },
    };
  }

  private aliasOperations(): Operations {
    const aliases = (call: Call): Map<string, string> => inRegion(this.aliases, call.region);
    return {
      CreateAlias: (input: CreateAliasRequest, call: Call) => {
        const name = input.AliasName ?? '';
        if (aliases(call).has(name))
          throw new AwsError(
            'AlreadyExistsException',
            `An alias with the name ${this.aliasArn(call, name)} already exists`,
          );
        aliases(call).set(name, this.need(call, input.TargetKeyId).id);
        return {};
      },
      UpdateAlias: (input: UpdateAliasRequest, call: Call) => {
        aliases(call).set(input.AliasName ?? '', this.need(call, input.TargetKeyId).id);
        return {};
      },
      DeleteAlias: (input: DeleteAliasRequest, call: Call) => {
        if (!aliases(call).delete(input.AliasName ?? ''))
          throw new AwsError('NotFoundException', `Alias ${this.aliasArn(call, input.AliasName ?? '')} is not found.`);
        return {};
      },
      ListAliases: (input: ListAliasesRequest, call: Call) => {
        const keyId = input.KeyId === undefined ? undefined : this.need(call, input.KeyId).id;
        const found = [...aliases(call)].filter(([, target]) => keyId === undefined || target === keyId);
        return {
          Aliases: found.map(([name, target]) =>
            present({ AliasName: name, AliasArn: this.aliasArn(call, name), TargetKeyId: target }),
          ),
          Truncated: false,
        };
      },
    };
  }

  private aliasArn(call: Call, name: string): string {
    return `arn:aws:kms:${call.region}:${this.cloud.accountId}:${name}`;
  }
}

function inRegion<T>(of: Map<string, Map<string, T>>, region: string): Map<string, T> {
  let found = of.get(region);
  if (!found) of.set(region, (found = new Map<string, T>()));
  return found;
}

export function stateOf(key: StoredKey): 'Enabled' | 'Disabled' | 'PendingDeletion' {
  return key.deletion ? 'PendingDeletion' : key.enabled ? 'Enabled' : 'Disabled';
}

function described(cloud: Cloud, key: StoredKey): object {
  return present({
    AWSAccountId: cloud.accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.created,
    Enabled: stateOf(key) === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: stateOf(key),
    DeletionDate: key.deletion,
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: key.multiRegion,
  });
}
