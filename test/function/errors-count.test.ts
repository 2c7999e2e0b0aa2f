/** Errors that are none, and those that are: what may be taken for done, call by call. */
import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { WorkSpacesClient } from '@aws-sdk/client-workspaces';
import { expect, test } from '@jest/globals';
import type { Clients } from '../../function/clients.js';
import { handle } from '../../function/index.js';
import { removeIpGroups } from '../../function/kinds/ip-groups.js';

/** AWS that answers as is said, and refuses with the error of that name; whatever else it is asked is noted alone. */
function aws(answers: Readonly<Record<string, object | string>>) {
  const calls: string[] = [];
  const sending = <C extends object>(client: C): C =>
    Object.assign(client, {
      send: async (command: { constructor: { name: string } }): Promise<object> => {
        const operation = command.constructor.name.replace(/Command$/, '');
        calls.push(operation);
        const answer = answers[operation] ?? {};
        if (typeof answer === 'object') return answer;
        const $metadata = { httpStatusCode: 400 };
        throw Object.assign(new Error('GROUP not found.'), { name: answer, operation: `x:${operation}`, $metadata });
      },
    });
  const region = { region: 'eu-central-1' };
  const clients = {
    workspaces: sending(new WorkSpacesClient(region)),
    makingWorkspaces: sending(new WorkSpacesClient(region)),
    identityStore: () => sending(new IdentitystoreClient(region)),
  } as unknown as Clients;
  const invoke = (event: object) => handle(event, { clients, remaining: () => 50_000 });
  return { calls, clients, invoke };
}

const wait = { number: 1, of: 1, seconds: 0, last: true };
const identity = { name: 'contoso-berlin-standard' };

// hashicorp/aws says `update` where an input changed (docs/facts/terraform.md 1), as with a later version of this package.
test.each(['create', 'update'])('a claim, and what waits behind it, does nothing at %s', async (action) => {
  const { calls, invoke } = aws({});
  const tf = { action };
  expect(await invoke({ step: 'claim', kind: 'bundle', identity, tf })).toEqual({ claimed: true });
  expect(await invoke({ step: 'gone', kind: 'entra-directory', identity, wait, tf })).toEqual({ gone: false });
  expect(calls).toEqual([]);
});

test.each([
  ['ResourceNotFoundException', true],
  ['ResourceAssociatedException', false],
  ['AccessDeniedException', false],
])('an IP group whose removal ends in %s is gone: %s', async (name, isGone) => {
  const group = { groupId: 'wsipg-1', groupName: 'contoso-berlin/office' };
  const { clients } = aws({ DescribeIpGroups: { Result: [group] }, DeleteIpGroup: name });
  const removal = removeIpGroups(clients, 'contoso-berlin');
  await (isGone ? expect(removal).resolves.toBeUndefined() : expect(removal).rejects.toMatchObject({ name }));
});

test('ids of a group that is not there are pending, and not empty: access would be given to nobody', async () => {
  const { invoke } = aws({ GetGroupId: 'ResourceNotFoundException' });
  const group = { identityStoreId: 'd-1234567890', displayName: 'Contoso users' };
  await expect(invoke({ step: 'ids', kind: 'synced-group', identity: group })).rejects.toThrow(
    /^PENDING: Contoso users is not in Identity Center yet/,
  );
});
