import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { secondPersonOf } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { Failure } from '../../../wizard/terminal/failure.js';

// Who asked for a run of Azure Pipelines: the approval of the connection leaves that person out, and nobody where it is a program.

interface Identity {
  readonly id: string;
  readonly displayName: string;
  readonly descriptor?: string;
}
const ada = { id: 'ada-id', displayName: 'Ada', descriptor: 'aad.QWRh' };
const grace = { id: 'grace-id', displayName: 'Grace', descriptor: 'msa.R3JhY2U' };
const buildService = { id: 'build-id', displayName: 'Desktops Build Service (contoso)', descriptor: 'svc.QnVpbGQ' };
const principal = { id: 'principal-id', displayName: 'deployer', descriptor: 'aadsp.RGVwbG95' };
const itself = {
  ...{ id: '00000002-0000-8888-8000-000000000000', displayName: 'Microsoft.VisualStudio.Services.TFS' },
  descriptor: 's2s.VEZT',
};

let server: Server;
let build: object | undefined;
beforeAll(async () => {
  server = createServer((message, response) => {
    const isAsked = message.url === '/Desktops/_apis/build/builds/4711?api-version=7.1';
    const may = isAsked && message.headers.authorization === 'Bearer of-the-job' && build !== undefined;
    response.writeHead(may ? 200 : 403).end(JSON.stringify(may ? build : {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => void server.close());

const job = (): NodeJS.ProcessEnv => ({
  ...{ TF_BUILD: 'True', SYSTEM_ACCESSTOKEN: 'of-the-job', SYSTEM_TEAMPROJECT: 'Desktops', BUILD_BUILDID: '4711' },
  SYSTEM_COLLECTIONURI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
});
const asked = async (requestedFor?: Identity, requestedBy?: Identity): Promise<string> => {
  build = { requestedFor, requestedBy };
  const host = secondPersonOf(job());
  expect(await host?.counts(job())).toBe(true);
  const range = (): never => {
    throw new Error('who brought what is not asked here');
  };
  return host!.assert(range, job()).then(
    () => 'goes on',
    (error: unknown) => (error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error)),
  );
};

describe('an apply on Azure DevOps goes on where a person asked for the run', () => {
  test('by a merge, which Azure DevOps queues for them', async () => expect(await asked(ada, itself)).toBe('goes on'));
  test('by hand', async () => expect(await asked(grace, grace)).toBe('goes on'));
});

describe('and nothing is applied', () => {
  test.each([
    [
      'the build service asked, with the token of a job',
      buildService,
      buildService,
      /Build Service .*which is a program/,
    ],
    ['a schedule asked', itself, itself, /Services\.TFS, which is a program/],
    ['a service principal asked', principal, principal, /deployer, which is a program/],
    ['the build service pushed, and the merge started it', buildService, itself, /which is a program/],
    ['the build service asked in the name of a person', ada, buildService, /by Desktops Build Service .* name of Ada/],
    ['a person asked in the name of another one', grace, ada, /asked for by Ada, in the name of Grace/],
    ['nobody is named', undefined, undefined, /asked for by nobody, of whom .* does not say/],
    ['it is not said what they are', { id: 'x', displayName: 'Ada' }, undefined, /Ada, of whom .* does not say/],
  ] as const)('where %s', async (_what, requestedFor, requestedBy, why) => {
    const said = await asked(requestedFor, requestedBy);
    expect(said).toMatch(/^A person has to ask for a run that is applied/);
    expect(said).toMatch(why);
    expect(said).toContain('Let a person run the pipeline on main');
  });

  test('where Azure DevOps does not answer', async () => {
    build = undefined;
    const range = async () => Promise.resolve({ commit: 'c' });
    await expect(secondPersonOf(job())!.assert(range, job())).rejects.toThrow('could not be asked');
  });
});
