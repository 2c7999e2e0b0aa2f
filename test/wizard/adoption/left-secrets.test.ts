import { expect, test } from '@jest/globals';
import { byBlock } from '../../../wizard/adoption/stack.js';
import { survey } from '../../../wizard/adoption/survey.js';

type Options = Parameters<typeof survey>[0];
const app = '/applications/11111111-1111-4111-8111-111111111111';
const address = 'azuread_application_password.registration';
const key = (keyId: string, displayName: string) => ({ keyId, displayName });

async function sighted(state: Record<string, object>, passwordCredentials: readonly object[]) {
  const resource = {
    azuread_application: { registration: {} },
    azuread_application_password: {
      registration: { application_id: '${azuread_application.registration.id}', display_name: 'WorkSpaces A' },
    },
  };
  const sightings = await survey({
    clouds: { graph: { get: async () => ({ passwordCredentials }) } } as unknown as Options['clouds'],
    deployment: { identityCenter: { region: 'eu-central-1' } } as Options['deployment'],
    stack: { resource },
    state: new Map(Object.entries({ 'azuread_application.registration': { id: app }, ...state })),
    chosen: new Map(),
  });
  return sightings.find((each) => each.address === address);
}

test('client secrets that the state does not know are named, with the command that removes each', async () => {
  const other = { 'azuread_application_password.other': { key_id: 'known' } };
  const seen = [key('lost', 'WorkSpaces A'), key('known', 'WorkSpaces A'), key('foreign', 'of somebody')];
  expect(await sighted(other, seen)).toMatchObject({
    outcome: 'made-anew',
    found: ['WorkSpaces A (lost)'],
    removals: [`az ad app credential delete --id ${app.slice(14)} --key-id lost`],
  });
});

test('an app without any has nothing to remove', async () => {
  expect(await sighted({}, [])).toMatchObject({ outcome: 'made-anew', found: [], removals: [] });
});

test('a block with a count is known by its instance: nothing is said to be made anew', async () => {
  const [count, each] = [`${address}[0]`, `${address}["a.b [c"]`];
  const state = (held: string) => Object.fromEntries(byBlock([{ address: held, values: { key_id: 'known' } }]));
  expect(await sighted(state(count), [])).toBeUndefined();
  expect(await sighted(state(each), [])).toBeUndefined();
  expect(await sighted(state(`${address}s`), [])).toMatchObject({ outcome: 'made-anew' });
});
