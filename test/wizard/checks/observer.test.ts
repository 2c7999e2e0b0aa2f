/** How long a look may take: its own limit, and more where more is granted altogether. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Observer } from '../../../wizard/checks/observer.js';
import { lookup, type Clouds } from '../../../wizard/clouds/lookup.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { timeLimitVariable } from '../../../wizard/clouds/time-limit.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

let started: TwinClouds;
beforeAll(async () => {
  started = await startTwinClouds();
});
afterAll(() => started.stop());

/** A look that nobody answers before its limit is over, which would be after a hundredth of a second. */
const slow = lookup({
  id: 'slow',
  what: 'something slow',
  needs: {},
  seconds: 0.01,
  look: async (_clouds: Clouds) => {
    await new Promise((go) => setTimeout(go, 100));
    return 'seen';
  },
});
const look = (seconds: string | undefined) =>
  new Observer(openClouds({ ...started.env, [timeLimitVariable]: seconds })).look(slow, undefined);

test('its own limit holds', async () => {
  expect(await look(undefined)).toMatchObject({ unknown: 'timeout' });
});

test('where more time is granted altogether, it has its share', async () => {
  expect(await look('3600')).toEqual({ seen: 'seen' });
});
