/** A host with one repository, met by our client; and the rules that bootstrap wants of it. */
import { GitHub, type NewRepository } from '../../../twin/github/github.js';
import type { Person, Repository } from '../../../twin/github/objects.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { lookAtRepository, type HostedRepository } from '../../../wizard/bootstrap/repository.js';

/** @param as Somebody else than the admin, for what only an admin may do or see */
export interface OnHost {
  readonly api: GithubApi;
  readonly found: HostedRepository;
  readonly repository: Repository;
  readonly host: GitHub;
  readonly as: (role: Person['role']) => GithubApi;
  /** For a program of its own: the address of this host in `GITHUB_AT`, and the token of its admin. */
  readonly env: NodeJS.ProcessEnv;
}

/** Runs something against it, as its admin. */
export async function onHost(use: (given: OnHost) => Promise<void>, options: NewRepository = {}): Promise<void> {
  const network = new Network();
  const host = new GitHub({ network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() });
  const token = host.addPerson('ada');
  host.teams.set('contoso/platform', 77);
  const repository = host.addRepository('contoso/desktops', options);
  const listener = await network.listen();
  const signedIn = (as: string): GithubApi =>
    GithubApi.from({ GH_TOKEN: as, [cloudsVariable]: `${listener.url}/_host` });
  try {
    const api = signedIn(token);
    const found = await lookAtRepository(api, repository.name);
    const env = { GITHUB_AT: `${listener.url}/_host/api.github.com`, GH_TOKEN: token };
    await use({ api, found, repository, host, env, as: (role) => signedIn(host.addPerson(role, role)) });
  } finally {
    await listener.close();
  }
}

/** The same, with what most tests need in a row. */
export const on = (
  use: (api: GithubApi, found: HostedRepository, repository: Repository, host: GitHub) => Promise<void>,
  options: NewRepository = {},
): Promise<void> => onHost(({ api, found, repository, host }) => use(api, found, repository, host), options);

export const wanted = {
  level: 'approved',
  environment: 'production',
  reviewers: [{ type: 'Team', id: 77, name: '@contoso/platform' }],
  deployment: 'contoso',
  owners: '* @contoso/platform\n',
} as const;
