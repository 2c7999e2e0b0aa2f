import { expect, test } from '@jest/globals';
import { withVariable } from '../../../wizard/terminal/shell-words.js';

test('a command with a variable is typed otherwise in PowerShell, and leaves none behind', () => {
  expect(withVariable('TF_CLI_ARGS_init', '-force-copy', 'entra-workspaces plan', 'linux')).toBe(
    'TF_CLI_ARGS_init=-force-copy entra-workspaces plan',
  );
  expect(withVariable('TF_CLI_ARGS_init', '-force-copy', 'entra-workspaces plan', 'win32')).toBe(
    "$env:TF_CLI_ARGS_init = '-force-copy'; entra-workspaces plan; Remove-Item Env:TF_CLI_ARGS_init",
  );
});
