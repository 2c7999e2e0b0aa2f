import type {
  DeregisterWorkspaceDirectoryRequest,
  DescribeWorkspaceDirectoriesRequest,
  RegisterWorkspaceDirectoryRequest,
} from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { identifier, lettersAndDigits } from '../identifier.js';
import { afterState } from '../settings.js';
import { checkRegistration } from './registration.js';
import type { Directory, RegionState } from './state.js';
import { addTags } from '../tag-maps.js';

const noDeregistrationWithDesktops = rule(
  'no-deregistration-with-desktops',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/delete-workspaces-directory.html',
  'A directory is not deregistered while WorkSpaces remain in it: OperationNotSupportedException.',
);
const noDeregistrationWhileBusy = rule(
  'no-deregistration-while-busy',
  'guess',
  'A directory that is being registered or deregistered takes no deregistration: InvalidResourceStateException.',
);
const applicationAppears = rule(
  'application-appears',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'With the registration an application WorkSpaces.wsd-… appears in Identity Center, and goes with it.',
);

/** Registering, seeing and removing directories. */
export function directoryOperations(
  cloud: Cloud,
  center: IdentityCenter,
  at: (region: string) => RegionState,
): Operations {
  return {
    RegisterWorkspaceDirectory: async (input: RegisterWorkspaceDirectoryRequest, call: Call) => {
      const state = at(call.region);
      const checked = await checkRegistration(cloud, center, state, input, call);
      const directory: Directory = {
        id: `wsd-${identifier(9, lettersAndDigits)}`,
        name: checked.name,
        description: input.WorkspaceDirectoryDescription,
        registrationCode: `WS${identifier(3, lettersAndDigits)}+${identifier(6, lettersAndDigits.toUpperCase())}`,
        subnetIds: checked.subnets.map(({ subnetId }) => subnetId),
        tenancy: input.Tenancy ?? 'SHARED',
        tenantId: checked.tenantId,
        secretArn: checked.secretArn,
        instanceArn: checked.instance.arn,
        instanceRegion: checked.instance.region,
        securityGroupId: `sg-${identifier(17)}`,
        applicationArn: undefined,
        state: 'REGISTERING',
        errorMessage: undefined,
        access: {},
        creation: { EnableInternetAccess: false, UserEnabledAsLocalAdministrator: true, EnableMaintenanceMode: true },
        selfService: defaultSelfService(input.EnableSelfService ?? false),
        client: defaultClient(),
        ipGroupIds: new Set(),
      };
      state.directories.set(directory.id, directory);
      addTags(state.tagsOf(directory.id), input.Tags);
      afterState(cloud, cloud.settings.timings.registerDirectory, `directory ${directory.name} registered`, () =>
        finishRegistration(cloud, center, directory),
      );
      return { DirectoryId: directory.id, State: directory.state };
    },

    DescribeWorkspaceDirectories: (input: DescribeWorkspaceDirectoriesRequest, call: Call) => {
      const found = [...at(call.region).directories.values()].filter(
        (directory) =>
          (input.DirectoryIds?.includes(directory.id) ?? true) &&
          (input.WorkspaceDirectoryNames?.includes(directory.name) ?? true) &&
          (input.Filters ?? []).every(({ Name, Values }) => filtered(directory, Name ?? '', Values ?? [])),
      );
      const { items, next } = page(found, input.NextToken, input.Limit ?? 25);
      return present({ Directories: items.map((directory) => described(cloud, directory)), NextToken: next });
    },

    DeregisterWorkspaceDirectory: (input: DeregisterWorkspaceDirectoryRequest, call: Call) => {
      const state = at(call.region);
      const directory = needDirectory(state, input.DirectoryId);
      if (directory.state === 'REGISTERING' || directory.state === 'DEREGISTERING') {
        cloud.leanOn(noDeregistrationWhileBusy);
        throw new AwsError(
          'InvalidResourceStateException',
          `The directory ${directory.id} is in the state ${directory.state}.`,
        );
      }
      if (state.desktopsIn(directory.id).length > 0) {
        cloud.leanOn(noDeregistrationWithDesktops);
        throw new AwsError(
          'OperationNotSupportedException',
          `The directory ${directory.id} has WorkSpaces. Remove them before you deregister the directory.`,
        );
      }
      directory.state = 'DEREGISTERING';
      cloud.world.clock.after(
        cloud.settings.timings.deregisterDirectory,
        `directory ${directory.name} deregistered`,
        () => {
          state.directories.delete(directory.id);
          state.tags.delete(directory.id);
          if (directory.applicationArn !== undefined)
            center.instance(directory.instanceArn)?.applications.delete(directory.applicationArn);
        },
      );
      return {};
    },
  };
}

function finishRegistration(cloud: Cloud, center: IdentityCenter, directory: Directory): void {
  const error = cloud.settings.directoryErrors.get(directory.name);
  const instance = center.instance(directory.instanceArn);
  if (error !== undefined || !instance) {
    directory.state = 'ERROR';
    directory.errorMessage = error ?? 'The IAM Identity Center instance is gone.';
    return;
  }
  cloud.leanOn(applicationAppears);
  directory.applicationArn = center.addApplication(
    instance,
    `WorkSpaces.${directory.id}`,
    'arn:aws:sso::aws:applicationProvider/workspaces',
  ).arn;
  directory.state = 'REGISTERED';
}

export function needDirectory(state: RegionState, id: string | undefined): Directory {
  const directory = state.directories.get(id ?? '');
  if (!directory)
    throw new AwsError('ResourceNotFoundException', `The directory ${id ?? ''} could not be found.`, {
      ResourceId: id,
    });
  return directory;
}

/** As a directory has them before anybody sets one. The last of each are newer than the SDK's types (botocore 1.44.8). */
export function defaultClient(): Directory['client'] {
  return {
    ReconnectEnabled: 'ENABLED',
    LogUploadEnabled: 'ENABLED',
    ...{ ClientExperiencePolicy: 'USER_CHOICE' },
  };
}

export function defaultSelfService(enabled: boolean): Directory['selfService'] {
  const other = enabled ? 'ENABLED' : 'DISABLED';
  return {
    RestartWorkspace: 'ENABLED',
    IncreaseVolumeSize: other,
    ChangeComputeType: other,
    SwitchRunningMode: other,
    RebuildWorkspace: other,
    ...{ NestedVirtualization: 'DISABLED', EnableEndUserAdvisor: 'ENABLED' },
  };
}

function filtered(directory: Directory, name: string, values: readonly string[]): boolean {
  if (name === 'USER_IDENTITY_TYPE') return values.includes('AWS_IAM_IDENTITY_CENTER');
  if (name === 'WORKSPACE_TYPE') return values.includes('PERSONAL');
  throw new AwsError('InvalidParameterValuesException', `Unsupported filter: ${name} (directory ${directory.id})`);
}

function described(cloud: Cloud, directory: Directory): object {
  return present({
    DirectoryId: directory.id,
    Alias: directory.id,
    DirectoryName: directory.name,
    RegistrationCode: directory.registrationCode,
    SubnetIds: directory.subnetIds,
    IamRoleId: `arn:aws:iam::${cloud.accountId}:role/workspaces_DefaultRole`,
    DirectoryType: 'AWS_IAM_IDENTITY_CENTER',
    WorkspaceSecurityGroupId: directory.securityGroupId,
    State: directory.state,
    WorkspaceCreationProperties: directory.creation,
    ipGroupIds: [...directory.ipGroupIds],
    WorkspaceAccessProperties: directory.access,
    Tenancy: directory.tenancy,
    SelfservicePermissions: directory.selfService,
    MicrosoftEntraConfig: { TenantId: directory.tenantId, ApplicationConfigSecretArn: directory.secretArn },
    WorkspaceDirectoryName: directory.name,
    WorkspaceDirectoryDescription: directory.description,
    UserIdentityType: 'AWS_IAM_IDENTITY_CENTER',
    WorkspaceType: 'PERSONAL',
    IDCConfig: present({ InstanceArn: directory.instanceArn, ApplicationArn: directory.applicationArn }),
    ErrorMessage: directory.errorMessage,
  });
}
