import { Patience } from '../patience.js';
import { ProviderError } from '../provider.js';
import { block, count, flag, needText, text, textMap, type Values } from '../value.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { timeoutOf } from './gateways.js';
import { pairs, tagList, tagged, tagsOf, type AwsCall, type AwsResource } from './tags.js';

/** Seconds between two looks at a desktop. */
const pollSeconds = 30;

/**
 * `aws_workspaces_workspace` (provider source, internal/service/workspaces/workspace.go; docs/facts/real-providers.md 8.2):
 * the id is set before the wait, so a desktop that is slow or ends in ERROR is tainted and the next apply terminates it.
 */
export const workspace: AwsResource = tagged({
  async create(call, planned) {
    const { client } = call;
    const tags = tagList(planned);
    const request = {
      DirectoryId: text(planned, 'directory_id'),
      UserName: text(planned, 'user_name'),
      BundleId: text(planned, 'bundle_id'),
      RootVolumeEncryptionEnabled: flag(planned, 'root_volume_encryption_enabled'),
      UserVolumeEncryptionEnabled: flag(planned, 'user_volume_encryption_enabled'),
      VolumeEncryptionKey: text(planned, 'volume_encryption_key') || undefined,
      WorkspaceProperties: propertiesInput(block(planned, 'workspace_properties')),
      Tags: tags.length > 0 ? tags : undefined,
    };
    const Workspaces = [Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined))];
    const made = await client.call('workspaces', 'CreateWorkspaces', { Workspaces }, 'creating WorkSpaces Workspace');
    const failed = parts(made, 'FailedRequests')[0];
    if (failed)
      throw new ProviderError(
        `creating WorkSpaces Workspace: ${word(failed, 'ErrorCode')}: ${word(failed, 'ErrorMessage')}`,
      );
    const id = word(parts(made, 'PendingRequests')[0], 'WorkspaceId') ?? '';
    const saved = { ...planned, id };
    await waitFor(
      call,
      id,
      ['AVAILABLE'],
      ['PENDING', 'STARTING'],
      timeoutOf(planned, 'create', '30m'),
      `waiting for WorkSpaces Workspace (${id}) create`,
      saved,
    );
    return (await readWorkspace(client, id)) ?? {};
  },
  read: ({ client }, state) => readWorkspace(client, needText(state, 'id')),
  async update(call, planned, prior) {
    const id = needText(prior, 'id');
    const [before, after] = [block(prior, 'workspace_properties'), block(planned, 'workspace_properties')];
    for (const change of changesOf(before, after)) {
      const doing = `updating WorkSpaces Workspace (${id})`;
      await call.client.call(
        'workspaces',
        'ModifyWorkspaceProperties',
        { WorkspaceId: id, WorkspaceProperties: change },
        doing,
      );
      await waitFor(
        call,
        id,
        ['AVAILABLE', 'STOPPED'],
        ['UPDATING'],
        timeoutOf(planned, 'update', '10m'),
        `${doing}: waiting for completion`,
        { ...planned, id },
      );
    }
    return {};
  },
  async delete(call, state) {
    const id = needText(state, 'id');
    const doing = `deleting WorkSpaces Workspace (${id})`;
    const answer = await call.client.call(
      'workspaces',
      'TerminateWorkspaces',
      { TerminateWorkspaceRequests: [{ WorkspaceId: id }] },
      doing,
    );
    const failed = parts(answer, 'FailedRequests')[0];
    // One that is gone or going is what is wanted.
    if (
      failed &&
      !/NotFound/.test(word(failed, 'ErrorCode') ?? '') &&
      word(await findWorkspace(call.client, id), 'State') !== 'TERMINATING'
    ) {
      throw new ProviderError(`${doing}: ${word(failed, 'ErrorCode')}: ${word(failed, 'ErrorMessage')}`);
    }
    await waitFor(
      call,
      id,
      ['TERMINATED'],
      undefined,
      timeoutOf(state, 'delete', '10m'),
      `${doing}: waiting for completion`,
      state,
    );
  },
  async retag({ client }, state, put, remove) {
    const ResourceId = needText(state, 'id');
    const doing = `updating tags for WorkSpaces Workspace (${ResourceId})`;
    if (remove.length > 0) await client.call('workspaces', 'DeleteTags', { ResourceId, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0)
      await client.call('workspaces', 'CreateTags', { ResourceId, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

/** `pending` undefined: any other state is waited through. */
async function waitFor(
  call: AwsCall,
  id: string,
  wanted: readonly string[],
  pending: readonly string[] | undefined,
  seconds: number,
  doing: string,
  state: Values,
): Promise<void> {
  const patience = new Patience(call.world.clock, seconds, call.stopped);
  for (;;) {
    const found = await findWorkspace(call.client, id, doing).catch((error: unknown) => {
      throw error instanceof ProviderError ? new ProviderError(error.summary, { state }) : error;
    });
    const now = word(found, 'State') ?? 'TERMINATED';
    if (wanted.includes(now)) return;
    if (pending && !pending.includes(now)) {
      const because = word(found, 'ErrorMessage');
      throw new ProviderError(
        `${doing}: unexpected state '${now}', wanted target '${wanted.join(', ')}'. last error: ${because ?? '%!s(<nil>)'}`,
        { state },
      );
    }
    if (!(await patience.wait(pollSeconds))) {
      throw new ProviderError(
        `${doing}: timeout while waiting for state to become '${wanted.join(', ')}' (last state: '${now}', timeout: ${Math.round(seconds / 60)}m0s)`,
        { state },
      );
    }
  }
}

function propertiesInput(values: Values | undefined): object | undefined {
  if (!values) return undefined;
  const mode = text(values, 'running_mode');
  const minutes = count(values, 'running_mode_auto_stop_timeout_in_minutes');
  const input = {
    ComputeTypeName: text(values, 'compute_type_name'),
    RootVolumeSizeGib: count(values, 'root_volume_size_gib'),
    UserVolumeSizeGib: count(values, 'user_volume_size_gib'),
    RunningMode: mode,
    RunningModeAutoStopTimeoutInMinutes: mode === 'AUTO_STOP' && minutes !== 0 ? minutes : undefined,
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** The provider changes one property a call, in this order. */
function changesOf(before: Values | undefined, after: Values | undefined): object[] {
  const changes: object[] = [];
  const differs = (name: string): boolean => before?.[name] !== after?.[name] && (after?.[name] ?? null) !== null;
  if (differs('compute_type_name')) changes.push({ ComputeTypeName: text(after, 'compute_type_name') });
  if (differs('root_volume_size_gib')) changes.push({ RootVolumeSizeGib: count(after, 'root_volume_size_gib') });
  if (differs('running_mode') || differs('running_mode_auto_stop_timeout_in_minutes')) {
    const mode = text(after, 'running_mode');
    const minutes = count(after, 'running_mode_auto_stop_timeout_in_minutes');
    changes.push({
      RunningMode: mode,
      ...(mode === 'AUTO_STOP' && minutes ? { RunningModeAutoStopTimeoutInMinutes: minutes } : {}),
    });
  }
  if (differs('user_volume_size_gib')) changes.push({ UserVolumeSizeGib: count(after, 'user_volume_size_gib') });
  return changes;
}

async function findWorkspace(
  client: AwsClient,
  id: string,
  doing = `reading WorkSpaces Workspace (${id})`,
): Promise<Answer | undefined> {
  return parts(await client.call('workspaces', 'DescribeWorkspaces', { WorkspaceIds: [id] }, doing), 'Workspaces')[0];
}

async function readWorkspace(client: AwsClient, id: string): Promise<Values | undefined> {
  const found = await findWorkspace(client, id);
  if (!found || word(found, 'State') === 'TERMINATING') return undefined;
  const tags = await client.call(
    'workspaces',
    'DescribeTags',
    { ResourceId: id },
    `listing tags for WorkSpaces Workspace (${id})`,
  );
  const properties = part(found, 'WorkspaceProperties') as Values;
  return {
    id,
    region: client.region,
    directory_id: word(found, 'DirectoryId'),
    bundle_id: word(found, 'BundleId'),
    user_name: word(found, 'UserName'),
    state: word(found, 'State'),
    ip_address: word(found, 'IpAddress') ?? '',
    computer_name: word(found, 'ComputerName') ?? '',
    root_volume_encryption_enabled: flag(found as Values, 'RootVolumeEncryptionEnabled') ?? false,
    user_volume_encryption_enabled: flag(found as Values, 'UserVolumeEncryptionEnabled') ?? false,
    volume_encryption_key: word(found, 'VolumeEncryptionKey') ?? '',
    workspace_properties: [
      {
        compute_type_name: text(properties, 'ComputeTypeName') ?? null,
        root_volume_size_gib: count(properties, 'RootVolumeSizeGib') ?? null,
        user_volume_size_gib: count(properties, 'UserVolumeSizeGib') ?? null,
        running_mode: text(properties, 'RunningMode') ?? null,
        running_mode_auto_stop_timeout_in_minutes: count(properties, 'RunningModeAutoStopTimeoutInMinutes') ?? 0,
      },
    ],
    tags_all: textMap({ tags: tagsOf(tags['TagList']) }, 'tags'),
  };
}
