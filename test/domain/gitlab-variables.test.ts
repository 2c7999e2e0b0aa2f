import { describe, expect, test } from '@jest/globals';
import { steersJobs } from '../../domain/gitlab-variables.js';

describe('a variable of a project or a group', () => {
  test.each([
    // Companies give these to every project.
    ...['NPM_TOKEN', 'GITLAB_TOKEN', 'AWS_DEFAULT_REGION', 'AWS_DEFAULT_OUTPUT', 'HTTPS_PROXY', 'NO_PROXY'],
    ...['DOCKER_AUTH_CONFIG', 'SONAR_TOKEN', 'PACKAGE_REGISTRY', 'PATHS'],
    // Of ours, which the file reads and a person or bootstrap sets.
    ...['ENTRA_WORKSPACES_GITLAB_TOKEN', 'ENTRA_WORKSPACES_AWS_APPLY', 'ENTRA_WORKSPACES_STATE_BUCKET'],
  ])("named %s is in nobody's way", (key) => {
    expect(steersJobs(key)).toBe(false);
  });

  test.each([
    ...['PACKAGE', 'PACKAGE_SHA512', 'digest', 'AWS_ROLE_ARN', 'ARM_CLIENT_ID', 'ENTRA_WORKSPACES_AWS_TOKEN'],
    // Where GitLab lies, who a job is there, and what the runner does.
    ...['GITLAB_HOST', 'GITLAB_CI', 'CI_SERVER_HOST', 'CI_API_V4_URL', 'GIT_STRATEGY', 'FF_SCRIPT_SECTIONS'],
    ...['NODE_OPTIONS', 'npm_config_registry', 'NPM_CONFIG_REGISTRY', 'TF_CLI_ARGS', 'SSL_CERT_FILE', 'PATH'],
  ])('named %s chooses what a job runs, or who it is', (key) => {
    expect(steersJobs(key)).toBe(true);
  });
});
