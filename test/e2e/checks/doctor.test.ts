/** Every rule against both clouds: a healthy deployment gives no finding. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examine } from '../../../wizard/checks/examine.js';
import { startConnected, type Connected } from './connected.js';

let made: Connected;
beforeAll(async () => {
  made = await startConnected();
});
afterAll(() => made.stop());

test.each(['preflight', 'doctor'] as const)(
  '%s of a healthy deployment finds nothing, and sees everything',
  async (occasion) => {
    const report = await examine(made.deployment, { occasion, env: made.env, now: made.twin.world.clock.now() });
    expect(report.findings).toEqual([]);
    expect(report.unknown).toEqual([]);
  },
);
