import { expect, test } from '@jest/globals';
import { commandLines } from '../../../wizard/terminal/command-list.js';

const commands = [
  ['entra-workspaces apply', 'the foundation'],
  ['entra-workspaces connect', 'the handshake, with the consoles as pages'],
] as const;

test('what a command is for stands beside it where there is room', () => {
  expect(commandLines(commands, 80)).toEqual([
    '  entra-workspaces apply     the foundation',
    '  entra-workspaces connect   the handshake, with the consoles as pages',
  ]);
});

test('in a narrow window it stands below, broken between words, and the command stays whole', () => {
  expect(commandLines(commands, 40)).toEqual([
    '  entra-workspaces apply',
    '      the foundation',
    '  entra-workspaces connect',
    '      the handshake, with the consoles',
    '      as pages',
  ]);
});
