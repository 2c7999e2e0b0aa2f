/** Amazon WorkSpaces: desktops, found by directory and user. */
import { userNameKey } from '../../../domain/user-name.js';
import type { AwsService } from '../record.js';
import { aws, of } from '../rights.js';
import { known } from '../values.js';
import type { Wording } from '../wording.js';
import { all, inRegions, keepsTag, leavesTag, tagged, tagging, type Allowed } from './condition.js';
import { inEachRegion, type Place } from './place.js';

/** The type that everything here is about. */
export const desktopType = 'aws_workspaces_workspace';

const desktop: Wording = {
  cloud: 'AWS',
  noun: 'desktop',
  name: ['user_name'],
  create: 'cost',
  update: 'interrupts',
  remove: 'destroys-data',
  attributes: { tags: 'none', tags_all: 'none' },
  inner: false,
};

export const workspaces: AwsService = {
  api: 'workspaces',
  things: 'WorkSpaces objects (directory, bundle, desktops)',
  allowed: desktopRights,
  resources: {
    [desktopType]: {
      words: desktop,
      stage: 'connected',
      rights: aws(
        'workspaces',
        ['DescribeWorkspaces', 'DescribeTags'],
        ['CreateWorkspaces', 'ModifyWorkspaceProperties', 'CreateTags', 'DeleteTags'],
        ['TerminateWorkspaces'],
        // https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html: of whoever makes an encrypted one.
        of('kms', 'CreateGrant', 'DescribeKey'),
      ),
      adopt: {
        needs: { aws: ['workspaces:DescribeWorkspaces'] },
        async find({ clouds, region, values, once }) {
          const [directory, user] = [known(values, 'directory_id'), known(values, 'user_name')];
          if (directory === undefined || user === undefined) return [];
          // AWS answers two calls a second for everybody: of 300 people by page, not by person.
          const pages = await once(`desktops of ${directory} in ${region}`, () =>
            clouds.aws.pages('workspaces', 'DescribeWorkspaces', region, { DirectoryId: directory }),
          );
          return pages
            .flatMap(({ Workspaces = [] }) => Workspaces)
            .filter(({ UserName = '' }) => userNameKey(UserName) === userNameKey(user))
            .filter(({ State }) => State !== 'TERMINATED' && State !== 'TERMINATING')
            .map(({ WorkspaceId = '', UserName = '' }) => ({
              name: `${UserName} (${WorkspaceId})`,
              importId: WorkspaceId,
              attributes: { id: WorkspaceId },
            }));
        },
      },
    },
  },
  dataSources: {
    aws_workspaces_bundle: {
      stage: 'connected',
      rights: aws('workspaces', ['DescribeWorkspaceBundles']),
      adopt: 'not looked up: the control plane gives the id of a bundle, or the deployment names it',
    },
    aws_workspaces_directory: {
      stage: 'connected',
      rights: aws('workspaces', ['DescribeWorkspaceDirectories', 'DescribeTags']),
      adopt: 'not looked up: the control plane gives the ids of a directory',
    },
  },
};

/**
 * A desktop is made with the deployment's tag and changed or removed by it. WorkSpaces knows no resource for tags: whoever could
 * put that one on any desktop could remove it, so only making a desktop does.
 */
function desktopRights(operation: string, place: Place): readonly Allowed[] | undefined {
  const arn = (type: string): string[] => inEachRegion(place, 'workspaces', type);
  switch (operation) {
    case 'CreateWorkspaces':
      return [
        { resources: arn('workspace/*'), condition: tagging(place) },
        { resources: arn('directory/*'), condition: tagged(place) },
        { resources: arn('workspacebundle/*') },
      ];
    case 'ModifyWorkspaceProperties':
    case 'TerminateWorkspaces':
      return [{ resources: arn('workspace/*'), condition: tagged(place) }];
    case 'CreateTags':
      return [{ resources: ['*'], condition: all(inRegions(place), leavesTag) }];
    case 'DeleteTags':
      return [{ resources: ['*'], condition: all(inRegions(place), keepsTag) }];
    default:
      return undefined;
  }
}
