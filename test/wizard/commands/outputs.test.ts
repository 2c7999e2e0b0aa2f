import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { sayAfterNothing, sayOutputs } from '../../../wizard/commands/outputs.js';
import type { Terminal } from '../../../wizard/terminal/terminal.js';
import { screen } from '../terminal/screen.js';

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

test('in a narrow window the name of an output breaks between words, and its value stays whole', () => {
  const { terminal, stderr } = screen({ tty: true, columns: 40 });
  const arn = 'arn:aws:iam::111122223333:role/contoso-desktops';
  sayOutputs(terminal, { control_planes: { sensitive: false, value: { 'eu-central-1': { function_name: arn } } } });
  expect(stderr.text).toBe(`\ncontrol planes, eu-central-1, function\nname:\n    ${arn}\n`);
});
