/** Files of a repository, and what the host says of the one that names the owners of its code. */
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import type { Call } from './call.js';
import { notFound, Refused } from './refused.js';

const ownersWrite = rule(
  'github-codeowners-errors',
  'https://docs.github.com/en/rest/repos/repos#list-codeowners-errors',
  'An owner in CODEOWNERS whom the host does not know, or who may not write, is an error of that line.',
);

export function content({ repository, params }: Call): CloudResponse {
  const text = repository.branches.get('main')?.get(params[0] ?? '');
  if (text === undefined) throw notFound();
  return json(200, { path: params[0], encoding: 'base64', content: Buffer.from(text).toString('base64'), sha: '1' });
}

export function putContent(call: Call): CloudResponse {
  const { host, repository, params, body } = call;
  if (host.rulesOf(repository, 'main').some(({ type }) => type === 'pull_request')) {
    throw new Refused(409, 'Repository rule violations found: Changes must be made through a pull request.');
  }
  const files = repository.branches.get('main') ?? new Map<string, string>();
  if (files.has(params[0] ?? '') && body['sha'] === undefined) throw new Refused(422, '"sha" wasn\'t supplied.');
  files.set(params[0] ?? '', Buffer.from(String(body['content']), 'base64').toString());
  repository.branches.set('main', files);
  return json(201, { commit: { sha: '1' } });
}

export function codeOwnersErrors({ host, repository }: Call): CloudResponse {
  host.world.rules.leanOn(ownersWrite);
  const files = repository.branches.get('main');
  const path = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'].find((each) => files?.has(each));
  if (path === undefined) throw notFound();
  const known = new Set([
    ...[...host.people.values()].flatMap(({ login, role }) => (role === 'read' ? [] : [login])),
    ...host.teams.keys(),
  ]);
  const errors = (files?.get(path) ?? '')
    .split('\n')
    .flatMap((source, at) =>
      source.startsWith('#')
        ? []
        : [...source.matchAll(/@(\S+)/g)]
            .filter(([, name = '']) => !known.has(name))
            .map(() => ({ line: at + 1, kind: 'Unknown owner', source, path })),
    );
  return json(200, { errors });
}
