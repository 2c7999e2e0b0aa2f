import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { Deployment } from '../../../deployment/schema.js';
import { keepingOf, withKeptPlan } from '../../../wizard/commands/kept-plan.js';
import type { Session } from '../../../wizard/commands/session.js';
import { digestOf, keptObject, readKept, type PlanNote } from '../../../wizard/plan-store/kept-object.js';

/** A bucket, as far as a kept plan needs it. */
const objects = new Map<string, Buffer>();
let server: Server;
let repository: string;
let folder: string;
let env: NodeJS.ProcessEnv;
const git = (...words: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=ada', '-c', 'user.email=ada@contoso.com', '-c', 'commit.gpgsign=false', ...words],
    {
      cwd: repository,
      encoding: 'utf8',
    },
  ).trim();

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method === 'PUT') objects.set(pathname, Buffer.concat(parts));
      const found = objects.get(pathname);
      return response.writeHead(found === undefined ? 404 : 200).end(found);
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  env = {
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_ENDPOINT_URL_S3: at,
  };
  repository = mkdtempSync(join(tmpdir(), 'kept-'));
  folder = join(repository, 'cdktf.out');
  mkdirSync(folder);
  writeFileSync(join(folder, 'cdk.tf.json'), '{}');
  writeFileSync(join(repository, '.gitignore'), 'cdktf.out/\n');
  writeFileSync(join(repository, 'deployment.json'), '{}');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
});
afterAll(async () => {
  rmSync(repository, { recursive: true });
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  objects.clear();
});

const state = JSON.stringify({ version: 4, lineage: 'l', serial: 7 });
const bytes = zipSync({
  'tfconfig/m-/cdk.tf.json': strToU8('{}'),
  'tfconfig/modules.json': strToU8('[{"Key":"","Dir":"."}]'),
  tfplan: strToU8('p'),
  tfstate: strToU8(state),
});
const session = (): Session =>
  ({
    synthesized: {
      folder,
      deployment: {
        name: 'contoso',
        sites: [] as Deployment['sites'],
        state: { s3: { bucket: 'state', region: 'eu-central-1' } },
      } as Deployment,
    },
    terraform: { pullState: async () => state, showPlan: async () => ({ format_version: '1.2' }) },
  }) as unknown as Session;
/** Keeps a plan of what is here, then one whose note says something else; gives its digest. */
/** The deployment file is the one in the folder. */
const unnamed = { deployment: undefined };

async function kept(over: Partial<PlanNote> = {}): Promise<string> {
  const context = { cwd: repository, env };
  objects.clear();
  writeFileSync(join(repository, 'cdktf.out', 'plan'), bytes);
  const digest = await (
    await keepingOf(session(), unnamed, context)
  ).keep(join(folder, 'plan'), { remove: [], replace: [] }, []);
  // The one that was kept is the only one there.
  const [[key, object] = ['', Buffer.of()]] = [...objects];
  const other = keptObject({ note: { ...readKept(object, digest).note, ...over }, bytes });
  objects.set(key.replace(digest, digestOf(other)), Buffer.from(other));
  return digestOf(other);
}
const apply = async (digest: string): Promise<string> =>
  withKeptPlan(session(), digest, unnamed, { cwd: repository, env }, async ({ note }) => `applied ${note.commit}`);
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('a kept plan', () => {
  test('of this commit is used', async () => {
    expect(await apply(await kept())).toBe(`applied ${git('rev-parse', 'HEAD')}`);
    expect(await apply(await kept({ plannedAt: hoursAgo(23.9) }))).toContain('applied');
  });

  test.each([hoursAgo(24.1), hoursAgo(-2), 'never'])(
    'that was made at %s is not: good for 24 hours',
    async (plannedAt) => {
      await expect(apply(await kept({ plannedAt }))).rejects.toThrow('The plan is older than 24 hours.');
    },
  );

  test.each([
    ['commit', 'another commit'],
    ['tree', 'other content'],
    ['version', 'another version of entra-workspaces'],
    ['functionZip', 'other code of the control plane'],
    ['lockFile', 'other providers'],
  ])('of an older main is not: %s', async (part, words) => {
    await expect(apply(await kept({ [part]: 'old' }))).rejects.toThrow(`The plan was made from ${words}.`);
  });

  test.each(['note', 'plan'] as const)('whose %s somebody swapped is not, and it is said who could', async (what) => {
    const digest = await kept();
    const key = [...objects.keys()].find((each) => each.includes(digest)) ?? '';
    const { note } = readKept(objects.get(key) ?? Buffer.of(), digest);
    const swapped =
      what === 'note'
        ? keptObject({ note: { ...note, allowances: { remove: ['ada@contoso.com'], replace: [] } }, bytes })
        : keptObject({ note, bytes: zipSync({ 'tfconfig/m-/cdk.tf.json': strToU8('{"x":1}') }) });
    objects.set(key, Buffer.from(swapped));
    await expect(apply(digest)).rejects.toThrow('What lies beside the state is not the plan that was shown');
  });
});
