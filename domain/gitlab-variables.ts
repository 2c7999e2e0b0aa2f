/**
 * Variables that say what a job of GitLab runs, and who it is, whatever its file says: those of a project and of its groups beat
 * variables of the file, and the runner reads some of them before the first line of a script.
 * Sources: https://docs.gitlab.com/ci/variables/#cicd-variable-precedence (project, group and instance variables stand above
 * those of jobs, of the file and of GitLab itself), https://docs.gitlab.com/ci/runners/configure_runners (GIT_STRATEGY and
 * others), https://nodejs.org/api/cli.html#environment-variables, https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables,
 * https://git-scm.com/docs/git#_environment_variables, https://developer.hashicorp.com/terraform/cli/config/environment-variables.
 *
 * Left out: proxies, which without an authority of their own read nothing of https; DOCKER_AUTH_CONFIG, since the image is named
 * by its digest; and variables of a whole instance, whose administrators hold everything in it anyway.
 */

/** Companies give them to every project: the first two are beaten by what the file sets, and the token signs in to read. */
const harmless = ['AWS_DEFAULT_REGION', 'AWS_DEFAULT_OUTPUT', 'GITLAB_TOKEN'] as const;

const steering = [
  // Of the file, and of the report of main-plan.
  /^(PACKAGE|PACKAGE_SHA512|digest|changes)$/,
  // Who a job is in both clouds, and where these are.
  /^(AWS|ARM|AZURE|MSI|IDENTITY)_/,
  /^ENTRA_WORKSPACES_(AWS_TOKEN|CLOUDS_AT|SANDBOX|TERRAFORM|TERRAFORM_OVERRIDE)$/,
  // What GitLab says of a job, where it lies and how the runner gets it.
  /^(CI|GITLAB|GIT|FF|RUNNER|KUBERNETES)_/,
  // What the programs of a job load, trust and are configured by.
  /^(NODE|TF|TERRAFORM|TOFU|SSL|OPENSSL|LD|DYLD|XDG|MALLOC|GCONV)_/,
  // Of npm that is all: NPM_TOKEN and the like are read by nothing but an .npmrc that names them, which has an owner.
  /^npm_config_/i,
  /^(PATH|HOME|SHELL|ENV|BASH_ENV|BASH_FUNC.*|BASHOPTS|SHELLOPTS|IFS|CDPATH|GLOBIGNORE|PS4|TMPDIR|TAR_OPTIONS)$/,
] as const;

/** Whether a variable of a project or a group of that name changes what a job of ours runs, or who it is. */
export function steersJobs(key: string): boolean {
  return !(harmless as readonly string[]).includes(key) && steering.some((pattern) => pattern.test(key));
}
