/** What hosts of pipelines read at the top of a repository, by name: for questions and the reading of folders as well, which need no rules. */

/** The folder of workflows, with all else that GitHub reads. */
export const githubFolder = '.github';
export const gitlabFile = '.gitlab-ci.yml';
export const azurePipelinesFile = 'azure-pipelines.yml';

/** Where bootstrap lays it: the first of the places in which GitHub looks. */
export const githubOwnersPath = `${githubFolder}/CODEOWNERS`;
/** The first of the places in which GitLab looks. */
export const gitlabOwnersPath = 'CODEOWNERS';

/** Files of every host that say what runs, or who owns it. */
export const ofAnyHost: readonly string[] = [githubOwnersPath, gitlabOwnersPath, gitlabFile, azurePipelinesFile];
