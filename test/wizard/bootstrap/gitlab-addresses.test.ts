import { expect, test } from '@jest/globals';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';

const below = 'https://contoso.com/gitlab';

test.each<[text: string, at: string | undefined, name?: string, url?: string]>([
  ['contoso/it/desktops', undefined, 'contoso/it/desktops'],
  ['https://gitlab.contoso.com:8443/it/desktops', undefined, 'it/desktops', 'https://gitlab.contoso.com:8443'],
  ['https://GitLab.contoso.com:443/it/desktops.git/', undefined, 'it/desktops', 'https://gitlab.contoso.com'],
  ['https://contoso.com/gitlab/it/desktops', undefined, 'gitlab/it/desktops', 'https://contoso.com'],
  ['https://contoso.com/gitlab/it/desktops', below, 'it/desktops', below],
  ['https://gitlab.com/it/desktops', below, 'it/desktops', 'https://gitlab.com'],
  ['https://contoso.com/it/desktops?x=1', undefined],
  ['https://ada@contoso.com/it/desktops', undefined],
  ['desktops', undefined],
  ['contoso/../x y', undefined],
])('%s, with GitLab at %s, is a name: %s', (...[text, at, name, url]) => {
  expect([gitlab.named(text, at)?.name, gitlab.named(text, at)?.url]).toEqual([name, url]);
});

test.each<[remote: string, at: string | undefined, wanted?: string]>([
  ['git@gitlab.contoso.com:it/desktops.git', undefined, 'https://gitlab.contoso.com/it/desktops'],
  ['https://oauth2:x@gitlab.com/contoso/it/desktops.git', undefined, 'https://gitlab.com/contoso/it/desktops'],
  ['git@github.com:contoso/desktops.git', undefined],
  ['git@contoso.com:it/desktops.git', below, 'https://contoso.com/gitlab/it/desktops'],
  ['ssh://git@contoso.com:2222/it/desktops.git', below, 'https://contoso.com/gitlab/it/desktops'],
  ['https://contoso.com/gitlab/it/desktops.git', below, 'https://contoso.com/gitlab/it/desktops'],
])('the remote %s, with GitLab at %s, is of %s', (...[remote, at, wanted]) => {
  const found = gitlab.ofRemote(remote, at);
  expect(found && `${found.url}/${found.name}`).toBe(wanted);
});
