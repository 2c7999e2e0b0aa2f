/** A GitLab with one project, met by our client; and the rules that bootstrap wants of it. */
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { GitLab, levels } from '../../../twin/gitlab/gitlab.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { GitlabApi } from '../../../wizard/clouds/gitlab.js';
import { gitlabSession } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import type { HostSession } from '../../../wizard/bootstrap/hosts/host.js';
import { lookAtProject, type HostedProject } from '../../../wizard/bootstrap/hosts/gitlab/project.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import type { WantedRules } from '../../../wizard/bootstrap/wanted-rules.js';

export interface OnGitlab {
  readonly api: GitlabApi;
  readonly session: HostSession<HostedProject>;
  readonly found: HostedProject;
  readonly project: GitLabProject;
  readonly host: GitLab;
  readonly wanted: WantedRules;
  readonly as: (level: number) => HostSession<HostedProject>;
  /** For a program of its own: the address of this GitLab in `GITLAB_AT`, and the token of its maintainer. */
  readonly env: NodeJS.ProcessEnv;
}

export const projectName = 'contoso/it/desktops';

/** Runs something against it, as its maintainer. */
export async function onGitlab(
  use: (given: OnGitlab) => Promise<void>,
  over: Parameters<GitLab['addProject']>[1] = {},
): Promise<void> {
  const network = new Network();
  const host = new GitLab({ network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() });
  const token = host.addPerson(levels.maintainer, 'ada');
  const group = host.addGroup('contoso/platform');
  const project = host.addProject(projectName, over);
  project.members.add('contoso/platform');
  const listener = await network.listen();
  const signedIn = (as: string): GitlabApi =>
    GitlabApi.from({ GITLAB_TOKEN: as, [cloudsVariable]: `${listener.url}/_host` });
  try {
    const api = signedIn(token);
    const found = await lookAtProject(api, projectName);
    const wanted: WantedRules = {
      level: 'approved',
      environment: 'production',
      reviewers: [{ type: 'Team', id: group, name: '@contoso/platform' }],
      deployment: 'contoso',
      owners: '* @contoso/platform\n',
    };
    const session = gitlabSession(api);
    await use({
      api,
      session,
      found,
      project,
      host,
      wanted,
      env: { GITLAB_AT: `${listener.url}/_host/gitlab.com`, GITLAB_TOKEN: token },
      as: (level) => gitlabSession(signedIn(host.addPerson(level))),
    });
  } finally {
    await listener.close();
  }
}

/** What a run is refused with, as it is printed. */
export const refusal = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => '',
    (error: unknown) => (error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error)),
  );
