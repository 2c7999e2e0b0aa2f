/** Whom a text of CODEOWNERS asks on GitLab, where lines stand below the headers of sections. */
import { describe, expect, test } from '@jest/globals';
import { unownedOnGitlab } from '../../domain/gitlab-rules.js';

describe('owners by a section', () => {
  test.each([
    ['of its header', '[Code] @platform\n*\n'],
    ['of its header, with a number of approvals', '[Code][2] @platform @contoso/it\n*\n'],
    ['of its header, with a tab and a comment on both', '[Code]\t@platform # who runs it\n* # all of it\n'],
    ['of a header with the end of a line of Windows', '[Code] @platform\r\n*\r\n'],
    ['of the line itself', '[Code]\n* @ada\n'],
    ['of a section whose lines have other owners, too', '[Code] @platform\n*\nmain.ts @ada\n'],
  ])('%s: all code is owned', (_what, text) => {
    expect(unownedOnGitlab(text)).toEqual([]);
  });

  test.each([
    ['a header without owners', '[Code]\n*\n', 'main.ts'],
    ['a name of a section is no owner', '[Code @platform]\n*\n', 'main.ts'],
    ['a comment beside a header is no owner', '[Code] # ask @platform\n*\n', 'main.ts'],
    ['owners of a section end with the next one', '[Docs] @ada\n/docs/\n[Code]\n*\n', 'main.ts'],
    ['lines above a section have none of its owners', '*\n[Docs] @ada\n/docs/\n', 'main.ts'],
    ['a header alone owns nothing', '[Code] @platform\n', 'main.ts'],
  ])('%s', (_what, text, unowned) => {
    expect(unownedOnGitlab(text)).toContain(unowned);
  });
});
