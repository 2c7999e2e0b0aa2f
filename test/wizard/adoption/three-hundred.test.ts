/** 300 desktops that exist without the state knowing of them: how many calls it takes to find them, and what is read of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { countsOf, rowsOf } from '../../../wizard/adoption/report.js';
import { survey, type NamedSighting } from '../../../wizard/adoption/survey.js';
import { parseDeployment } from '../../../deployment/load.js';
import { parseStack } from '../../../wizard/terraform/contents.js';
import { prepare, region, type Prepared } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

const count = 300;
const upnOf = (at: number): string => `user${String(at).padStart(3, '0')}@contoso.com`;

let started: TwinClouds;
let made: Prepared;
beforeAll(async () => {
  started = await startTwinClouds();
  made = await prepare(started.twin);
  const { desktops } = started.twin.aws.workspaces.region(region);
  const [first] = desktops.values();
  if (first === undefined) throw new Error('nobody has a desktop yet');
  for (let at = 0; at < count; at += 1) {
    const id = `ws-${String(at).padStart(9, 'a')}`;
    // AWS keeps the name as it was given, in whatever case.
    const userName = at % 2 === 0 ? upnOf(at) : upnOf(at).toUpperCase();
    desktops.set(id, { ...first, id, userName, state: at === 7 ? 'TERMINATING' : 'AVAILABLE' });
  }
});
afterAll(() => started.stop());

/** What is found of the desktops of so many people, in a directory that is known by its id. */
function found(people: number, more: object = {}): Promise<readonly NamedSighting[]> {
  const desktops = Array.from({ length: people }, (_, at) => [
    `d${String(at).padStart(3, '0')}`,
    { directory_id: made.directoryId, bundle_id: made.bundleId, user_name: upnOf(at), ...more },
  ]);
  const stack = { resource: { aws_workspaces_workspace: Object.fromEntries(desktops) as object } };
  const text = readFileSync('examples/existing-federation.json', 'utf8');
  const { deployment } = parseDeployment(text, 'deployment.json', () => '');
  return survey({
    clouds: started.clouds,
    deployment: { ...deployment, identityCenter: { ...deployment.identityCenter, region } },
    stack: parseStack(JSON.stringify(stack)),
    state: new Map(),
    chosen: new Map(),
  });
}
const asked = (): number => started.twin.aws.calls.filter(({ operation }) => operation === 'DescribeWorkspaces').length;

describe('300 people whose desktops the state does not know', () => {
  let sightings: readonly NamedSighting[];
  let calls: number;
  beforeAll(async () => {
    const before = asked();
    // What AWS lets everybody call in some seconds, and not a call more: time stands still.
    started.twin.aws.settings.workspacesCallsPerSecond = 30;
    started.twin.world.clock.standStill();
    sightings = await found(count);
    calls = asked() - before;
  });

  test('are found page by page: 25 desktops a call, however many people are looked for', () => {
    expect(calls).toBeLessThanOrEqual(Math.ceil((count + 2) / 25));
  });

  test('each is the one of its person, in any case; one that is being removed is none', () => {
    expect(sightings).toHaveLength(count - 1);
    expect(sightings.every(({ outcome }) => outcome === 'adopt')).toBe(true);
    const of = (at: number) => sightings.find(({ address }) => address.endsWith(`.d${String(at).padStart(3, '0')}`));
    expect([of(0)?.importId, of(1)?.importId, of(7)]).toEqual(['ws-aaaaaaaa0', 'ws-aaaaaaaa1', undefined]);
  });

  test('are read in a screen: counts first, a line a kind', () => {
    expect(countsOf(sightings)).toEqual(['take over: 299 desktops']);
    expect(rowsOf(sightings)).toHaveLength(1);
  });
});
