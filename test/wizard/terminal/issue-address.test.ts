import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { issueAddress } from '../../../wizard/terminal/issue-address.js';

const beginning = { version: '1.2.3', node: 'v22.1.0', platform: 'linux x64', command: 'plan' };

test('each field that it fills is one of the form', () => {
  const address = new URL(
    issueAddress({ issues: 'https://github.com/contoso/entra-workspaces/issues', ...beginning })!,
  );
  const { template, ...filled } = Object.fromEntries(address.searchParams);
  const form = parse(readFileSync(`.github/ISSUE_TEMPLATE/${template}`, 'utf8')) as { body: { id?: string }[] };
  const ids = form.body.map(({ id }) => id);
  expect(Object.keys(filled).filter((key) => !ids.includes(key))).toEqual([]);
  expect(filled).toEqual({ version: '1.2.3', node: 'v22.1.0 linux x64', command: 'plan' });
});

test.each([
  ['https://gitlab.contoso.com/x/-/issues', 'https://gitlab.contoso.com/x/-/issues'],
  ['', undefined],
  ['mail the author', undefined],
])('%j gives %j', (issues, address) => expect(issueAddress({ issues, ...beginning })).toBe(address));

test('without a command none is named', () => {
  const issues = 'https://github.com/contoso/entra-workspaces/issues/';
  expect(issueAddress({ issues, ...beginning, command: undefined })).toBe(
    'https://github.com/contoso/entra-workspaces/issues/new?template=bug.yml&version=1.2.3&node=v22.1.0+linux+x64',
  );
});
