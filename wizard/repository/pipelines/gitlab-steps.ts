/**
 * The steps of a pipeline on GitLab by hand: the same calls as bootstrap makes, in the order that is safe. `glab api`:
 * https://docs.gitlab.com/cli/api (`--input`, `-F` with `@` for a file).
 */
import type { SettingsOf } from '../../../deployment/pipeline-of.js';
import { gitlabApprovals } from '../../../domain/gitlab-rules.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../../deployment/schema.js';
import { gitlabBranchRule, gitlabEnvironmentRule, gitlabSettingsAt } from '../../../domain/gitlab-settings.js';
import { mainBranch, type Identity, type Trusted } from '../../../domain/pipeline-subjects.js';
import { codeOwners } from './code-owners.js';
import { boundaryStep, step, storeStep, trustSteps } from './shared-steps.js';

/** In the order that is safe. */
export function gitlabSteps(deployment: Deployment, settings: SettingsOf<'gitlab'>): readonly string[] {
  const { url, issuer, project, environment, level } = settings;
  const api = `projects/${encodeURIComponent(project)}`;
  const trusted = (identity: Identity): Trusted =>
    pipelineHosts.gitlab.trusted(identity, {
      ...{ url, issuer },
      project,
      id: projectWord,
      environment,
      isProtected: level === 'approved',
    });
  return [
    step(
      `On GitLab, before any cloud trusts it, as a maintainer: who owns the code, what the subject of its tokens says, no pipelines of forks, no variables of who starts a job, and the rule of \`${mainBranch}\` (nobody pushes, maintainers merge${level === 'approved' ? ', a code owner approves' : ''}). Keep the project private: plans name people.${level === 'refused' ? '' : ` Write who approves in the place of \`${people}\`, a group that is invited to the project.`}${protection[level](environment)}`,
      rulesOf(deployment, settings, api),
      `${level === 'refused' ? '' : 'Where GitLab refuses the components it is older than 18.7, and no cloud may trust it to apply: set the level to `refused`. '}Another rule that fits to \`${mainBranch}\`, a pattern or one of the group, must let nobody push, too: of several the one that allows most wins.${level === 'refused' ? '' : ` Where \`${mainBranch}\` has a CODEOWNERS, or takes changes by merge request alone, bring the file by a merge request.`}`,
    ),
    ...boundaryStep(deployment),
    ...trustSteps(deployment, 'gitlab', trusted, {
      word: projectWord,
      variable: 'id',
      command: `glab api '${api}' | jq .id`,
    }),
    ...storeStep(deployment),
    step(
      'A schedule, which looks each working day, and who is told: a token of the project (role Reporter, scope api) in the masked and protected variable `ENTRA_WORKSPACES_GITLAB_TOKEN`, with which it keeps one issue, and *apply* asks who approved it, and where nobody did who brought the change: without it nothing is applied. It ends after a year at most.',
      [
        `glab api --method POST '${api}/pipeline_schedules' -f description='Each working day' -f ref=${mainBranch} -f cron='23 5 * * 1-5'`,
      ],
    ),
    `From then on: a merge request is checked without any identity; \`${mainBranch}\` is planned anew after the merge${level === 'refused' ? '; a person applies on a laptop.' : `, and exactly that plan is applied once ${level === 'confirmed' ? 'somebody who had no part in the change starts *apply*' : `\`${environment}\` is approved and *apply* is started`}. Look at \`summary.md\` of *main-plan* first; its digest stands in the first line.`} When a plan is superseded, stale or older than a day: run the newest pipeline of \`${mainBranch}\` again.`,
  ];
}

/** Stands for the number of the project, which nobody knows before it is there. */
const projectWord = 'NUMBER_OF_THE_PROJECT';

/** What stands before an apply, by level. */
const protection: Readonly<Record<SettingsOf<'gitlab'>['level'], (environment: string) => string>> = {
  approved: (environment) =>
    ` That group deploys to and approves the protected environment \`${environment}\`, and nobody approves what they started or merged (Premium).`,
  confirmed: (environment) =>
    ` The environment \`${environment}\` has no approvers: whoever starts *apply* must have opened, merged and pushed nothing of what it applies, which the job asks of GitLab with the token of the schedule below. Without that token it applies nothing. That holds for people who mean well: without Premium nobody has to agree to a merge, so whoever may merge may change the job itself, and could apply alone. Let few merge.`,
  refused: () => ' Without a protected environment nothing applies here: a laptop does.',
};

/** Stands for the group that approves, whose number is asked for. */
const people = 'GROUP/PEOPLE';
const peopleNumber = 'NUMBER_OF_THE_GROUP';

const json = `--header 'Content-Type: application/json' --input -`;

function rulesOf(deployment: Deployment, { project, environment, level }: SettingsOf<'gitlab'>, api: string): string[] {
  const sent = (method: string, path: string, body: object): string[] => [
    `glab api --method ${method} '${api}${path}' ${json} <<'JSON'`,
    JSON.stringify(body),
    'JSON',
  ];
  const wanted = gitlabSettingsAt(level);
  const owners = [
    `people='${people}'`,
    `sed "s|${people}|$people|g" > CODEOWNERS <<'TEXT'`,
    codeOwners(deployment, [`@${people}`]).trim(),
    'TEXT',
    `glab api --method POST '${api}/repository/files/CODEOWNERS' -f branch=${mainBranch} -f commit_message='Who owns what' -F content=@CODEOWNERS`,
  ];
  const approved = [
    ...sent('POST', '/approvals', gitlabApprovals),
    `group=$(glab api "groups/$(echo "$people" | sed 's|/|%2F|g')" | jq .id)`,
    `sed 's|"${peopleNumber}"|'"$group|g" <<'JSON' | glab api --method POST '${api}/protected_environments' ${json}`,
    JSON.stringify(gitlabEnvironmentRule(environment, [{ group_id: peopleNumber }])),
    'JSON',
    `glab api '${api}/protected_environments/${encodeURIComponent(environment).replaceAll("'", '%27')}' | jq '.deploy_access_levels, .approval_rules'   # the group must stand in both: one that is not invited is left out`,
  ];
  return [
    ...(level === 'refused' ? [] : owners),
    ...sent('PUT', '', wanted),
    `glab api --method DELETE '${api}/protected_branches/${mainBranch}' || true   # as GitLab made it: a rule is made anew`,
    ...sent('POST', '/protected_branches', gitlabBranchRule(level === 'approved')),
    ...(level === 'approved' ? approved : []),
    `glab api '${api}/protected_branches' | jq '.[] | .name, .push_access_levels'   # ${mainBranch}, and each pattern that it matches, must say: No one`,
    `glab api '${api}' | jq '${Object.keys(wanted)
      .map((name) => `.${name}`)
      .join(', ')}'   # must say the same`,
    `glab api graphql -f query='{project(fullPath:"${project}"){ciVariables{nodes{key}}inheritedCiVariables{nodes{key groupName}}}}'   # nothing that programs read: AWS_, ARM_, NODE_, npm_config_, GIT_, CI_ and the like; they beat those of the file`,
  ];
}
