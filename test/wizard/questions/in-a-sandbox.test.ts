import { expect, test } from '@jest/globals';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import { resolveAnswers } from '../../../wizard/questions/resolve.js';
import { questionTable } from '../../../wizard/questions/table.js';

const stateOf = (inSandbox: boolean, file: Readonly<Record<string, string>> = {}) =>
  resolveAnswers(questionTable, {
    ...{ flags: {}, env: {}, file, asked: {} },
    discovered: { ...nothingDiscovered(), inSandbox },
  }).answers.get('state');

test('a new deployment in a sandbox keeps its state in a file, as nothing has made a bucket there', () => {
  expect(stateOf(true)).toEqual({ value: 'local', origin: 'default' });
  expect(stateOf(false)).toEqual({ value: 's3', origin: 'default' });
});

test.each(['s3', 'azurerm'])('one whose file says %s keeps it there', (state) => {
  expect(stateOf(true, { state })).toEqual({ value: state, origin: 'file' });
});
