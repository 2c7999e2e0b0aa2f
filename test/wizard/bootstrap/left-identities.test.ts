/** Identities that the deployment does not name: a run that was killed, or a hand that took them out of the file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { nobody } from '../../../domain/trust-nobody.js';
import { github } from '../../../wizard/bootstrap/hosts/github.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import { keepLeftOut, recordsOfIdentities, refuseWhileRecorded } from '../../../wizard/bootstrap/left-identities.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';

const mark = '22222222-2222-4222-8222-222222222222';
const deployment = {
  name: 'contoso',
  aws: { accountId: '111122223333', rolePath: '/' },
  identityCenter: { region: 'eu-central-1' },
  pipeline: { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } },
  state: { s3: { bucket: 'states', region: 'eu-central-1' } },
} as never;
const listing = JSON.stringify({ resources: [{ mode: 'managed', type: 'aws_iam_role', name: 'main-plan' }] });
const key = 'bootstrap/contoso-aws.tfstate';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'left-identities-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Place {
  readonly texts?: Readonly<Record<string, string>>;
  readonly mark?: string | undefined;
  readonly open?: boolean;
  readonly said?: object;
}
const recordsIn = ({ texts = {}, open = true, said, ...rest }: Place) =>
  ({
    ...{ file: join(folder, 'deployment.json'), deployment, handOver: { name: 'bootstrap.json', said } },
    home: {
      ...{ noun: 'bucket', name: 'states' },
      knownMark: async () => Promise.resolve('mark' in rest ? rest.mark : mark),
      isOpen: async () => Promise.resolve(open),
      textOf: async (at: string) => Promise.resolve(texts[at]),
    },
  }) as never;

/** Both clouds with the roles and applications of the mark. @returns besides, what was changed, and what was said */
function world(refuses = false, account = '111122223333') {
  const [changed, said]: [string[], string[]] = [[], []];
  const must = (): void => {
    if (refuses) throw new CloudError('denied', 'not signed in');
  };
  const aws = {
    homeRegion: async () => Promise.resolve('eu-central-1'),
    call: async (_service: string, operation: string, _region: undefined, input: { RoleName: string }) => {
      if (operation === 'GetCallerIdentity') return Promise.resolve({ Account: account });
      must();
      if (operation === 'ListAttachedRolePolicies') return Promise.resolve({ AttachedPolicies: [] });
      const trust = encodeURIComponent('{"Statement":[]}');
      const Tags = [{ Key: 'entra-workspaces:bootstrap', Value: mark }];
      if (operation === 'GetRole') return Promise.resolve({ Role: { Tags, AssumeRolePolicyDocument: trust } });
      changed.push(
        `${operation} ${input.RoleName} ${(input as { PolicyDocument?: string }).PolicyDocument === nobody}`,
      );
      return Promise.resolve({});
    },
  };
  const graph = {
    list: async (path: string) => {
      must();
      if (path === 'applications')
        return Promise.resolve([{ id: 'o', appId: 'client', notes: `entra-workspaces:bootstrap ${mark}` }]);
      if (path === 'servicePrincipals') return Promise.resolve([]);
      return Promise.resolve(['github-main-plan', 'github-apply'].map((name) => ({ id: name, name })));
    },
    delete: async (path: string) => Promise.resolve(void changed.push(path.replace(/.*\//, 'delete '))),
  };
  const say = (text: string): void => void said.push(text);
  return { clouds: { aws, graph } as never, terminal: { good: say, warn: say, say } as never, changed, said };
}

describe('what says that bootstrap has made identities', () => {
  test.each<[string, Place, readonly string[]]>([
    ['its state in the place of the state', { texts: { [key]: listing } }, [key]],
    ['a hand-over that names roles', { said: { mark, aws: {} } }, ['bootstrap.json']],
    ['a state that lists nothing any more', { texts: { [key]: '{"resources":[]}' } }, []],
    ['the place of a laptop', {}, []],
    ['a hand-over of the repository alone', { said: { mark, repository: {} } }, []],
  ])('%s', async (_what, place, wanted) => {
    expect(await recordsOfIdentities(recordsIn(place))).toEqual(wanted);
  });

  test('a state beside the deployment, of whoever made a cloud alone', async () => {
    writeFileSync(join(folder, 'contoso-bootstrap-entra.tfstate'), listing);
    expect(await recordsOfIdentities(recordsIn({}))).toEqual(['contoso-bootstrap-entra.tfstate']);
  });

  test('a place that is closed to whoever asks is no place without a record', async () => {
    await expect(recordsOfIdentities(recordsIn({ open: false }))).rejects.toThrow(/cannot be seen/);
  });

  test('a place that records some is not taken away', async () => {
    const holding = (text: string) => ({ deployment, textOf: async () => Promise.resolve(text) });
    await expect(refuseWhileRecorded(holding(listing))).rejects.toThrow(/records identities/);
    await expect(refuseWhileRecorded(holding('{"resources":[]}'))).resolves.toBeUndefined();
  });
});

describe('before a pipeline only checks', () => {
  test('in another account no role is taken for gone, and Entra keeps everybody out all the same', async () => {
    const { clouds, terminal, changed } = world(false, '999988887777');
    const recorded = recordsIn({ texts: { [key]: listing } });
    await expect(keepLeftOut({ terminal }, clouds, github, recorded)).rejects.toThrow(/those of another account/);
    expect(changed).toEqual(['delete github-main-plan', 'delete github-apply']);
  });

  test('both jobs lose their trust in both clouds, by the mark of the place', async () => {
    const { clouds, terminal, changed, said } = world();
    await keepLeftOut({ terminal }, clouds, github, recordsIn({ texts: { [key]: listing } }));
    expect(changed).toEqual([
      'UpdateAssumeRolePolicy contoso-main-plan true',
      'delete github-main-plan',
      'UpdateAssumeRolePolicy contoso-apply true',
      'delete github-apply',
    ]);
    expect(said.join(' ')).toContain('bootstrap --undo takes it away');
    const unseen = world();
    await keepLeftOut({ terminal: unseen.terminal }, unseen.clouds, github, recordsIn({ open: false }));
    expect(unseen.changed).toEqual(changed);
  });

  test('a cloud that cannot be asked ends it where identities are recorded; where none are it is said', async () => {
    const { clouds, terminal, said } = world(true);
    const recorded = recordsIn({ texts: { [key]: listing } });
    await expect(keepLeftOut({ terminal }, clouds, github, recorded)).rejects.toThrow(
      /Not everybody could be kept out/,
    );
    await keepLeftOut({ terminal }, clouds, github, recordsIn({}));
    expect(said.join(' ')).toContain('could not be seen');
    const closed = recordsIn({ open: false });
    await expect(keepLeftOut({ terminal }, clouds, github, closed)).rejects.toThrow(/Not everybody could be kept out/);
  });

  test('the mark of a hand-over will do; without any bootstrap has made nothing, and no cloud is asked', async () => {
    const { clouds, terminal, changed } = world();
    await keepLeftOut({ terminal }, clouds, github, recordsIn({ mark: undefined }));
    expect(changed).toEqual([]);
    await keepLeftOut({ terminal }, clouds, github, recordsIn({ mark: undefined, said: { mark, entra: {} } }));
    expect(changed).toContain('delete github-apply');
  });

  /** A state of a half as terraform writes it. */
  const marked = (of: string): string =>
    JSON.stringify({
      resources: [
        {
          ...{ mode: 'managed', type: 'azuread_application', name: 'main-plan' },
          instances: [{ attributes: { notes: `entra-workspaces:bootstrap ${of}` } }],
        },
        {
          ...{ mode: 'managed', type: 'aws_iam_role', name: 'main-plan' },
          instances: [{ attributes: { tags_all: { 'entra-workspaces:bootstrap': of } } }],
        },
      ],
    });
  const other = '33333333-3333-4333-8333-333333333333';

  test('the mark of a record beside the deployment will do: whoever made a cloud alone, and lost the hand-over', async () => {
    const { clouds, terminal, changed } = world();
    writeFileSync(join(folder, 'contoso-bootstrap-entra.tfstate'), marked(mark));
    await keepLeftOut({ terminal }, clouds, github, recordsIn({ mark: undefined }));
    expect(changed).toContain('delete github-apply');
  });

  test.each<[string, Place]>([
    ['a record of before', { mark: other, texts: { [key]: marked(mark) } }],
    ['a hand-over', { mark: other, said: { mark, entra: {} } }],
  ])('a place that was made anew has another mark: that of %s is gone by as well', async (_what, place) => {
    const { clouds, terminal, changed, said } = world();
    await keepLeftOut({ terminal }, clouds, github, recordsIn(place));
    expect(changed).toEqual(
      expect.arrayContaining(['UpdateAssumeRolePolicy contoso-apply true', 'delete github-apply']),
    );
    expect(said.join(' ')).toContain('Nobody is trusted');
  });

  test('a record without a mark that could be read is not gone by as if nobody were trusted', async () => {
    const { clouds, terminal, changed } = world();
    writeFileSync(join(folder, 'contoso-bootstrap-entra.tfstate'), '{"encrypted_data":"…"}');
    const kept = keepLeftOut({ terminal }, clouds, github, recordsIn({ mark: undefined }));
    await expect(kept).rejects.toMatchObject({
      fix: expect.arrayContaining([expect.stringContaining('contoso-bootstrap-entra.tfstate')]),
    });
    expect(changed).toEqual([]);
  });

  test('a credential of the host of before goes as well', async () => {
    const { clouds, terminal, changed } = world();
    await keepLeftOut({ terminal }, clouds, gitlab, recordsIn({}));
    expect(changed).toEqual(expect.arrayContaining(['delete github-main-plan', 'delete github-apply']));
  });
});
