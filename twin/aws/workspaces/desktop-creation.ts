import type { WorkspaceProperties, WorkspaceRequest } from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import { faultOfVolumes, volumePairs } from './volumes.js';
import type { IdentityCenter } from '../identity-center/identity-center.js';
import type { Call, Cloud } from '../service.js';
import { amazonBundle } from './bundles.js';
import type { Bundle, Directory, RegionState } from './state.js';

const partialFailures = 'botocore workspaces CreateWorkspaces: FailedRequests';
const quota = rule(
  'desktop-quota',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-limits.html',
  'A Region has a quota of WorkSpaces; it starts with 1.',
);
const directoryReady = rule(
  'desktop-directory-registered',
  partialFailures,
  'Desktops are made only in a directory that is REGISTERED.',
);
const bundleReady = rule('desktop-bundle-available', partialFailures, 'The bundle must exist and be AVAILABLE.');
const byolBundleOnly = rule(
  'desktop-byol-bundle',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'An Entra directory takes Windows 10 and 11 BYOL bundles only, which need DEDICATED tenancy.',
);
const userKnown = rule(
  'desktop-user-known',
  'guess',
  'The user must be in the identity store of the instance; names are compared without case.',
);
const onePerUser = rule('one-desktop-per-user', 'guess', 'A user has one WorkSpace in a directory.');
const computeFits = rule(
  'desktop-compute-fits',
  'hashicorp/terraform-provider-aws#41850',
  'Compute type VALUE, the default of the provider, makes no valid Windows 11 WorkSpace.',
);
const runningModeFits = rule(
  'desktop-running-mode',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html',
  'MANUAL is for WorkSpaces Core; the AutoStop time comes in steps of 60 minutes and with AUTO_STOP alone.',
);
const encryptionKeyUsable = rule(
  'desktop-encryption-key',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html',
  'Volume encryption takes a symmetric key that is enabled.',
);
const grantNeeded = rule(
  'desktop-encryption-grant',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html',
  'The caller needs kms:CreateGrant on the key.',
);
const failureCodes = rule(
  'desktop-failure-codes',
  'guess',
  'The codes of FailedRequests: ResourceNotFound.User, ResourceLimitExceeded.Workspaces and the like.',
);

/** Why one request of CreateWorkspaces is not taken. */
export interface RefusedDesktop {
  readonly code: string;
  readonly message: string;
}

export interface CheckedDesktop {
  readonly directory: Directory;
  readonly bundle: Bundle;
  readonly properties: WorkspaceProperties;
  readonly keyArn: string | undefined;
}

/** Checks one request of CreateWorkspaces. Refusals are answered one by one: the others go through. */
export async function checkDesktop(
  cloud: Cloud,
  center: IdentityCenter,
  state: RegionState,
  request: WorkspaceRequest,
  call: Call,
): Promise<CheckedDesktop | RefusedDesktop> {
  const refuse = (which: Parameters<Cloud['leanOn']>[0], code: string, message: string): RefusedDesktop => {
    cloud.leanOn(which);
    cloud.leanOn(failureCodes);
    return { code, message };
  };
  const { DirectoryId: directoryId = '', UserName: userName = '' } = request;
  const directory = state.directories.get(directoryId);
  if (!directory)
    return refuse(directoryReady, 'ResourceNotFound.Directory', `The directory ${directoryId} could not be found.`);
  if (directory.state !== 'REGISTERED')
    return refuse(
      directoryReady,
      'ResourceUnavailable.Directory',
      `The directory ${directoryId} is in the state ${directory.state}.`,
    );
  const bundle =
    state.bundles.get(request.BundleId ?? '') ?? (request.BundleId === amazonBundle.id ? amazonBundle : undefined);
  if (bundle?.state !== 'AVAILABLE')
    return refuse(
      bundleReady,
      'ResourceNotFound.Bundle',
      `The bundle ${request.BundleId ?? ''} could not be found or is not available.`,
    );
  const image = state.images.get(bundle.imageId);
  if (image?.requiredTenancy !== 'DEDICATED' || directory.tenancy !== 'DEDICATED') {
    return refuse(
      byolBundleOnly,
      'InvalidParameterValues.Bundle',
      `The bundle ${bundle.id} cannot be used in the directory ${directory.id}.`,
    );
  }
  const properties = { ...defaults(bundle), ...request.WorkspaceProperties };
  if (image.windows11 && properties.ComputeTypeName === 'VALUE') {
    return refuse(
      computeFits,
      'UnsupportedWorkspaceConfiguration',
      'The compute type VALUE is not supported for this image.',
    );
  }
  const mode = faultOfRunningMode(properties);
  if (mode !== undefined) return refuse(runningModeFits, 'InvalidParameterValues.RunningMode', mode);
  const pair = faultOfVolumes(properties.RootVolumeSizeGib, properties.UserVolumeSizeGib);
  if (pair !== undefined) return refuse(volumePairs, 'InvalidParameterValues.VolumeSize', pair);
  const user = center.instance(directory.instanceArn)?.store.userByName(userName);
  if (!user)
    return refuse(
      userKnown,
      'ResourceNotFound.User',
      `The user ${userName} could not be found in the directory ${directory.id}.`,
    );
  const { onePerUser: isEnforced } = cloud.settings.desktops;
  if (
    isEnforced &&
    state.desktopsIn(directory.id).some((desktop) => desktop.userName.toLowerCase() === userName.toLowerCase())
  ) {
    return refuse(
      onePerUser,
      'ResourceExists.WorkSpace',
      `The user ${userName} already has a WorkSpace in the directory ${directory.id}.`,
    );
  }
  const key = await checkKey(cloud, request, call, refuse);
  if (key !== undefined && 'code' in key) return key;
  if (state.desktops.size >= state.desktopQuota)
    return refuse(
      quota,
      'ResourceLimitExceeded.Workspaces',
      'You have reached the limit of WorkSpaces in this Region.',
    );
  return { directory, bundle, properties, keyArn: key?.arn };
}

function defaults(bundle: Bundle): WorkspaceProperties {
  return {
    RunningMode: 'ALWAYS_ON',
    RootVolumeSizeGib: Number(bundle.rootGib),
    UserVolumeSizeGib: Number(bundle.userGib),
    ComputeTypeName: bundle.compute,
    Protocols: ['WSP'],
  };
}

export function faultOfRunningMode(properties: WorkspaceProperties): string | undefined {
  const { RunningMode: mode, RunningModeAutoStopTimeoutInMinutes: minutes } = properties;
  if (mode === 'MANUAL') return 'The running mode MANUAL is only supported for Amazon WorkSpaces Core.';
  if (mode === 'AUTO_STOP' && minutes !== undefined && (minutes <= 0 || minutes % 60 !== 0))
    return 'RunningModeAutoStopTimeoutInMinutes must be a multiple of 60.';
  if (mode === 'ALWAYS_ON' && minutes !== undefined && minutes !== 0)
    return 'RunningModeAutoStopTimeoutInMinutes is only supported with AUTO_STOP.';
  return undefined;
}

type Refuse = (which: Parameters<Cloud['leanOn']>[0], code: string, message: string) => RefusedDesktop;

async function checkKey(
  cloud: Cloud,
  request: WorkspaceRequest,
  call: Call,
  refuse: Refuse,
): Promise<{ arn: string } | RefusedDesktop | undefined> {
  if (request.RootVolumeEncryptionEnabled !== true && request.UserVolumeEncryptionEnabled !== true) return undefined;
  const id = request.VolumeEncryptionKey ?? 'alias/aws/workspaces';
  const key = await cloud.foundation.key(call.region, id);
  if (!key?.symmetric || key.state !== 'Enabled') {
    return refuse(
      encryptionKeyUsable,
      'InvalidParameterValues.VolumeEncryptionKey',
      `The key ${id} could not be found or cannot be used.`,
    );
  }
  try {
    await call.alsoNeeds('kms:CreateGrant', key.arn, {
      'kms:ViaService': `workspaces.${call.region}.amazonaws.com`,
      'kms:GrantIsForAWSResource': 'true',
    });
  } catch (error) {
    return refuse(
      grantNeeded,
      'AccessDenied.VolumeEncryptionKey',
      error instanceof Error ? error.message : String(error),
    );
  }
  return key;
}
