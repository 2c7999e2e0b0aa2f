import { CreateTagsCommand, DescribeTagsCommand } from '@aws-sdk/client-workspaces';
import type { Tags } from '../../domain/control-plane/kind-record.js';
import type { Clients } from '../clients.js';

/** Adds and overwrites; tags that others put there stay. */
export async function bringTags(clients: Clients, resourceId: string, wanted: Tags | undefined): Promise<boolean> {
  if (!wanted || Object.keys(wanted).length === 0) return false;
  const { TagList } = await clients.workspaces.send(new DescribeTagsCommand({ ResourceId: resourceId }));
  const present = new Map((TagList ?? []).map(({ Key, Value }) => [Key, Value ?? '']));
  const differing = Object.entries(wanted).filter(([key, value]) => present.get(key) !== value);
  if (differing.length === 0) return false;
  await clients.workspaces.send(
    new CreateTagsCommand({ ResourceId: resourceId, Tags: differing.map(([Key, Value]) => ({ Key, Value })) }),
  );
  return true;
}
