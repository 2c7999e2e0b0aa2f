import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { sayAfterNothing } from '../../../wizard/commands/outputs.js';
import type { Terminal } from '../../../wizard/terminal/terminal.js';

test.each([
  ['greenfield-foundation.json', 'Next: entra-workspaces connect'],
  ['greenfield-connected.json', ''],
  ['existing-federation.json', ''],
])('without changes, %s: what brings desktops is said while there can be none', (name, next) => {
  const said: string[] = [];
  const terminal = { say: (text = '') => said.push(text) } as unknown as Terminal;
  sayAfterNothing(terminal, readDeployment(resolve('examples', name)).deployment);
  expect(said.join('')).toBe(next);
});
