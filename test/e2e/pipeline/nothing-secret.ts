/** The one search over everything that a scenario left where others can read it. */
import { expect } from '@jest/globals';
import { isOfSandbox } from '../../../wizard/clouds/sandbox-credentials.js';
import { placesWith } from './left-to-read.js';
import type { World } from './world.js';

/** @param inState Whether the scenario applied something, so that the state holds secrets: then the search has to see them */
export function expectNothingSecret(world: World, { inState = true } = {}): void {
  const { secrets } = world.services;
  const isSecret = (text: string): boolean => isOfSandbox(text) || [...secrets].some((secret) => text.includes(secret));
  const left = world.leftToRead();
  expect(placesWith(left, isSecret)).toEqual([]);
  expect([secrets.size > 0, isSecret(world.stateText())]).toEqual([true, inState]);
  const short = Object.entries(left).filter(([, text]) => text.length < 5_000);
  const needed = inState ? Object.keys(left).filter((place) => place !== 'issues') : ['logs', 'history'];
  expect(short.map(([place]) => place).filter((place) => needed.includes(place))).toEqual([]);
}
