/**
 * Who of GitLab's users is a person. Tokens of a project and service accounts are users as well, and a service account may
 * have whatever name its owner gives it: `bot` of the user tells, for both.
 * Sources: https://docs.gitlab.com/api/users/#retrieve-a-user (bot), https://docs.gitlab.com/user/profile/service_accounts.
 */
import { Failure } from '../../terminal/failure.js';
import { askGitlabAt } from '../../clouds/job-hosts/gitlab.js';

export interface GitlabUser {
  readonly id?: number;
  readonly username?: string;
}

/** Names that programs have as they are made. */
const programName = /^(project|group)_\d+_bot|^service_account_/i;

/**
 * @param did such as `started by`
 * @param fix what to do where it is none
 * @throws Failure for a program, and where GitLab does not say
 */
export async function assertPerson(
  { id, username = '' }: GitlabUser,
  did: string,
  env: NodeJS.ProcessEnv,
  fix = 'Look at summary.md of main-plan, then let a person approve and start *apply* by hand.',
): Promise<void> {
  const refused = (who: string): Failure =>
    new Failure('A person has to stand behind an apply, and GitLab names a program or nobody.', [
      `${did}: ${who}`,
      fix,
    ]);
  if (username === '' || programName.test(username))
    throw refused(username || 'nobody that the ID token of the job names');
  const path = id === undefined ? `users?username=${encodeURIComponent(username)}` : `users/${id}`;
  const answer = (await askGitlabAt(env, path)) as
    { bot?: unknown; username?: string } | { bot?: unknown; username?: string }[];
  const found = Array.isArray(answer) ? answer.find((each) => each.username === username) : answer;
  const isThem = found?.username?.toLowerCase() === username.toLowerCase();
  if (isThem && found.bot === false) return;
  throw refused(
    `${username}, ${found?.bot === true ? 'which is a program' : 'of whom GitLab does not say whether that is a person'}`,
  );
}
