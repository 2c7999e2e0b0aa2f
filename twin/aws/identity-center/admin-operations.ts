import type {
  AddRegionRequest,
  CreateInstanceRequest,
  DeleteInstanceRequest,
  DescribeApplicationRequest,
  DescribeInstanceRequest,
  DescribeRegionRequest,
  ListApplicationsRequest,
  ListInstancesRequest,
  ListRegionsRequest,
  ListTagsForResourceRequest,
  RemoveRegionRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateInstanceRequest,
} from '@aws-sdk/client-sso-admin';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { afterState } from '../settings.js';
import type { IdentityCenter } from './identity-center.js';
import type { Application, Instance } from './instance.js';
import type { InstanceNetwork } from './network-access.js';
import { addTags, tagList } from '../tag-maps.js';

const oneAccountInstance = rule(
  'one-account-instance',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/account-instances-identity-center.html',
  'An account has one account instance of Identity Center over all Regions.',
);
const oneAccountInstanceError = rule(
  'one-account-instance-error',
  'guess',
  'A second account instance is refused with ConflictException.',
);
const notInManagementAccount = rule(
  'no-account-instance-in-management-account',
  'botocore sso-admin CreateInstance',
  'CreateInstance is rejected in the management account of an organization.',
);
const accountInstancesBlocked = rule(
  'account-instances-blocked',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/control-account-instance.html',
  'An organization can keep member accounts from making account instances.',
);
export const instanceAnswersInItsRegion = rule(
  'instance-answers-in-its-region',
  'guess',
  'An instance and its identity store are found only in the Region of the instance and in those it was replicated to.',
);
const regionsOfOrganizationInstances = rule(
  'only-organization-instances-replicate',
  'https://docs.aws.amazon.com/singlesignon/latest/userguide/multi-region-iam-identity-center.html',
  'Only an organization instance can be replicated to further Regions.',
);

const regionScope = rule(
  'list-instances-of-all-regions',
  'botocore sso-admin ListInstances (RegionScope, 1.44.8)',
  'With RegionScope ALL_REGIONS one call lists the instances of all Regions, with their primary Region and their Regions.',
);
const regionScopeUnknown = rule(
  'region-scope-unknown',
  'guess',
  'Where RegionScope is not known yet it is refused, or left out of account: then only the Region that is asked answers.',
);

/** sso-admin: instances, their Regions, applications and tags. */
export function adminOperations(cloud: Cloud, center: IdentityCenter): Operations {
  const need = (call: Call, arn: string | undefined): Instance => needInstance(cloud, center, call, arn);
  return {
    ListInstances: (input: ListInstancesRequest & { RegionScope?: string }, call: Call) => {
      const { listsInstancesOfAllRegions: how } = cloud.settings;
      if (input.RegionScope !== undefined && how === 'refused') {
        cloud.leanOn(regionScopeUnknown);
        throw new AwsError('ValidationException', 'Unknown parameter in input: "RegionScope"');
      }
      if (input.RegionScope !== undefined) cloud.leanOn(how === 'ignored' ? regionScopeUnknown : regionScope);
      const everywhere = input.RegionScope === 'ALL_REGIONS' && how === 'answered';
      const here = center.instances.filter(
        ({ region, additionalRegions }) =>
          everywhere || region === call.region || additionalRegions.includes(call.region),
      );
      const { items, next } = page(here, input.NextToken, input.MaxResults ?? 100);
      const shown = (each: Instance): object =>
        how === 'answered' ? { ...described(each), ...placesOf(each) } : described(each);
      return present({ Instances: items.map(shown), NextToken: next });
    },

    CreateInstance: (input: CreateInstanceRequest, call: Call) => {
      if (call.caller.accountId === cloud.managementAccountId) {
        cloud.leanOn(notInManagementAccount);
        throw new AwsError(
          'ValidationException',
          'The management account of an organization cannot create an account instance.',
        );
      }
      if (!center.accountInstancesAllowed) {
        cloud.leanOn(accountInstancesBlocked);
        throw new AwsError(
          'AccessDeniedException',
          'Account instances of IAM Identity Center are not allowed in this organization.',
        );
      }
      if (
        center.instances.some(({ kind, ownerAccountId }) => kind === 'account' && ownerAccountId === cloud.accountId)
      ) {
        cloud.leanOn(oneAccountInstance);
        cloud.leanOn(oneAccountInstanceError);
        throw new AwsError('ConflictException', 'An instance of IAM Identity Center already exists for this account.');
      }
      const instance = center.addInstance({
        region: call.region,
        kind: 'account',
        ownerAccountId: cloud.accountId,
        name: input.Name,
      });
      addTags(instance.tags, input.Tags);
      instance.status = 'CREATE_IN_PROGRESS';
      afterState(cloud, cloud.settings.timings.createInstance, `instance ${instance.arn} active`, () => {
        instance.status = 'ACTIVE';
      });
      return { InstanceArn: instance.arn };
    },

    DescribeInstance: (input: DescribeInstanceRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      return {
        ...described(instance),
        ...present({ NetworkConfigurationDetails: instance.network }),
        EncryptionConfigurationDetails: present({
          KeyType: instance.kmsKeyArn === undefined ? 'AWS_OWNED_KMS_KEY' : 'CUSTOMER_MANAGED_KEY',
          KmsKeyArn: instance.kmsKeyArn,
          EncryptionStatus: 'ENABLED',
        }),
      };
    },

    UpdateInstance: (input: UpdateInstanceRequest & { NetworkConfiguration?: InstanceNetwork }, call: Call) => {
      const instance = need(call, input.InstanceArn);
      // It takes the place of all that was set: the model's words on UpdateInstance.
      if (input.NetworkConfiguration !== undefined) instance.network = input.NetworkConfiguration;
      if (input.Name !== undefined) instance.name = input.Name;
      const { KeyType, KmsKeyArn } = input.EncryptionConfiguration ?? {};
      if (KeyType === 'CUSTOMER_MANAGED_KEY' && KmsKeyArn !== undefined) instance.kmsKeyArn = KmsKeyArn;
      if (KeyType === 'AWS_OWNED_KMS_KEY') delete instance.kmsKeyArn;
      return {};
    },

    DeleteInstance: (input: DeleteInstanceRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      if (instance.kind === 'organization')
        throw new AwsError('AccessDeniedException', 'An organization instance cannot be deleted with this API.');
      if (instance.applications.size > 0)
        throw new AwsError('ConflictException', 'The instance still has applications.');
      center.instances.splice(center.instances.indexOf(instance), 1);
      return {};
    },

    ListApplications: (input: ListApplicationsRequest, call: Call) => {
      const all = [...need(call, input.InstanceArn).applications.values()];
      const { items, next } = page(all, input.NextToken, input.MaxResults ?? 100);
      return present({ Applications: items.map(applicationDescribed), NextToken: next });
    },

    DescribeApplication: (input: DescribeApplicationRequest, call: Call) =>
      applicationDescribed(needApplication(cloud, center, call, input.ApplicationArn)),

    ListRegions: (input: ListRegionsRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      return {
        Regions: [instance.region, ...instance.additionalRegions].map((name) => regionDescribed(instance, name)),
      };
    },

    DescribeRegion: (input: DescribeRegionRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      const name = input.RegionName ?? '';
      if (name !== instance.region && !instance.additionalRegions.includes(name))
        throw new AwsError('ResourceNotFoundException', `Region ${name} not found.`);
      return regionDescribed(instance, name);
    },

    AddRegion: (input: AddRegionRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      if (instance.kind === 'account') {
        cloud.leanOn(regionsOfOrganizationInstances);
        throw new AwsError('ValidationException', 'Additional Regions need an organization instance.');
      }
      instance.additionalRegions.push(input.RegionName ?? '');
      return { Status: 'ACTIVE' };
    },

    RemoveRegion: (input: RemoveRegionRequest, call: Call) => {
      const instance = need(call, input.InstanceArn);
      const index = instance.additionalRegions.indexOf(input.RegionName ?? '');
      if (index < 0) throw new AwsError('ResourceNotFoundException', `Region ${input.RegionName ?? ''} not found.`);
      instance.additionalRegions.splice(index, 1);
      return { Status: 'REMOVING' };
    },

    ListTagsForResource: (input: ListTagsForResourceRequest, call: Call) => {
      const { tags } = taggable(cloud, center, call, input.ResourceArn);
      return { Tags: tagList(tags) };
    },

    TagResource: (input: TagResourceRequest, call: Call) => {
      const { tags } = taggable(cloud, center, call, input.ResourceArn);
      addTags(tags, input.Tags);
      return {};
    },

    UntagResource: (input: UntagResourceRequest, call: Call) => {
      const { tags } = taggable(cloud, center, call, input.ResourceArn);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    },
  };
}

export function needInstance(cloud: Cloud, center: IdentityCenter, call: Call, arn: string | undefined): Instance {
  const found = center.instanceIn(call.region, arn ?? '');
  if (found) return found;
  if (center.instance(arn ?? '')) cloud.leanOn(instanceAnswersInItsRegion);
  throw new AwsError('ResourceNotFoundException', 'Instance not found.');
}

export function needApplication(
  cloud: Cloud,
  center: IdentityCenter,
  call: Call,
  arn: string | undefined,
): Application {
  const found = center.application(arn ?? '');
  if (found && center.instanceIn(call.region, found.instanceArn)) return found;
  if (found) cloud.leanOn(instanceAnswersInItsRegion);
  throw new AwsError('ResourceNotFoundException', 'Application not found.');
}

/** Applications of AWS carry no tags of ours. */
function taggable(
  cloud: Cloud,
  center: IdentityCenter,
  call: Call,
  arn: string | undefined,
): { tags: Map<string, string> } {
  if (arn?.includes(':application/')) {
    needApplication(cloud, center, call, arn);
    return { tags: new Map() };
  }
  return needInstance(cloud, center, call, arn);
}

function described(instance: Instance): object {
  return present({
    InstanceArn: instance.arn,
    IdentityStoreId: instance.store.id,
    OwnerAccountId: instance.ownerAccountId,
    Name: instance.name,
    CreatedDate: instance.created,
    Status: instance.status,
  });
}

/** What answers carry since they know of other Regions. */
function placesOf(instance: Instance): object {
  return {
    IdentityStoreArn: `arn:aws:identitystore::${instance.ownerAccountId}:identitystore/${instance.store.id}`,
    PrimaryRegion: instance.region,
    Regions: [instance.region, ...instance.additionalRegions].map((name) => regionDescribed(instance, name)),
  };
}

function regionDescribed(instance: Instance, name: string): object {
  return { RegionName: name, Status: 'ACTIVE', AddedDate: instance.created, IsPrimaryRegion: name === instance.region };
}

function applicationDescribed(application: Application): object {
  return {
    ApplicationArn: application.arn,
    ApplicationProviderArn: application.providerArn,
    ApplicationAccount: application.accountId,
    InstanceArn: application.instanceArn,
    Name: application.name,
    Status: 'ENABLED',
    PortalOptions: { Visibility: 'ENABLED' },
    CreatedDate: application.created,
  };
}
