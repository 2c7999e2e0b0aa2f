import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest } from '@aws-sdk/client-workspaces';
import { existingById } from './existing.js';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import type { Call, Cloud, Operations } from '../service.js';
import type { RegionState } from './state.js';
import { addTags, tagList } from '../tag-maps.js';

const tagLimit = rule('workspaces-tag-limit', 'botocore workspaces CreateTags', 'A resource takes 50 tags.');

/** Tags of directories, bundles, images, IP groups and desktops. */
export function tagOperations(cloud: Cloud, at: (region: string) => RegionState): Operations {
  const need = (call: Call, id: string | undefined): Map<string, string> => {
    const state = at(call.region);
    const kinds = [state.directories, state.bundles, state.images, state.ipGroups, state.desktops];
    existingById(
      kinds.find((kind) => kind.has(id ?? '')),
      'resource',
      id,
    );
    return state.tagsOf(id ?? '');
  };
  return {
    DescribeTags: (input: DescribeTagsRequest, call: Call) => ({
      TagList: tagList(need(call, input.ResourceId)),
    }),
    CreateTags: (input: CreateTagsRequest, call: Call) => {
      const tags = need(call, input.ResourceId);
      const added = (input.Tags ?? []).filter(({ Key }) => !tags.has(Key ?? ''));
      if (tags.size + added.length > 50) {
        cloud.leanOn(tagLimit);
        throw new AwsError('ResourceLimitExceededException', 'A resource takes at most 50 tags.');
      }
      addTags(tags, input.Tags);
      return {};
    },
    DeleteTags: (input: DeleteTagsRequest, call: Call) => {
      const tags = need(call, input.ResourceId);
      for (const key of input.TagKeys ?? []) tags.delete(key);
      return {};
    },
  };
}
