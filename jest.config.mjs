import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * One configuration, three projects: `unit` (no process, no port), `twin` (both clouds emulated, no terraform)
 * and `e2e` (real terraform, the packed package, and what scanners say of both). `npm test` runs all three; `npx jest --selectProjects unit` runs one.
 * `npm run test:quick`, which sets TEST_QUICK, runs `unit` without the files below.
 */

/**
 * Unit files that take longest, by the list at the end of each run: with all of them the quick run takes several minutes. Whoever
 * changes what they test runs them by name.
 */
const slow = [
  'deployment/properties',
  'deployment/users-file',
  'docs/first-account',
  'docs/repository-files',
  'function/bundle',
  'function/entra-directory',
  'function/faults',
  'function/observed-kinds',
  'fuzz/readers',
  'stacks/enrolment-properties',
  'stacks/fleets',
  'stacks/main',
  'stacks/choices',
  'stacks/properties',
  'stacks/rearranged',
  'stacks/traps',
  'stacks/wiring',
  'wizard/bootstrap/apply-half',
  'wizard/bootstrap/github-by-hand',
  'wizard/bootstrap/gitlab-by-hand',
  'wizard/checks/nothing-there',
  'wizard/checks/page/page-in-chromium',
  'wizard/checks/person',
  'wizard/checks/person-fresh',
  'wizard/clouds/company-commands',
  'wizard/clouds/lookups',
  'wizard/commands/break-glass',
  'wizard/commands/broken-state',
  'wizard/commands/eject',
  'wizard/commands/errored-elsewhere',
  'wizard/commands/held-desktops',
  'wizard/commands/hostile-repository',
  'wizard/commands/left-behind',
  'wizard/commands/namesake',
  'wizard/commands/pipeline-commands',
  'wizard/commands/status',
  'wizard/commands/terraform-commands',
  'wizard/commands/upgrade',
  'wizard/completion/completion',
  'wizard/conventions',
  'wizard/conventions-terminal',
  'wizard/discovery/discovery',
  'wizard/discovery/init',
  'wizard/handshake/four-people',
  'wizard/handshake/renewals',
  'wizard/handshake/scripts',
  'wizard/handshake/turns',
  'wizard/permissions/escalation',
  'wizard/plan-store/plan-store',
  'wizard/repository/first-push',
  'wizard/repository/others-code',
  'wizard/resources/graph-words',
  'wizard/terminal/untrusted-text',
  'wizard/terraform/how-long',
  'wizard/terraform/runs-at-plan',
  'wizard/terraform/scan-install',
  'wizard/terraform/stray-files',
].map((name) => `test/${name}.test.ts`);
for (const file of slow) {
  if (!existsSync(join(import.meta.dirname, file)))
    throw new Error(`jest.config.mjs names ${file}, which is not there`);
}
const leftOut = process.env.TEST_QUICK === '1' ? slow.map((file) => `<rootDir>/${file}`) : [];

// Terraform collects a third of its time what it could keep: its processes are short and small.
process.env.GOGC ??= '400';

// Node 20 reads certificates of this machine's own at each start, before anything else: two thirds of what a start costs. Tests
// meet nothing with a certificate but npm's registry, and test/packaging/installation.ts gives them to npm.
process.env.MACHINE_CERTIFICATES ??= process.env.NODE_EXTRA_CA_CERTS ?? '';
delete process.env.NODE_EXTRA_CA_CERTS;

// Far from UTC, in which clouds bill, schedule and hold: what is reckoned in the time of a machine shows.
process.env.TZ ??= 'Pacific/Auckland';

const { resolve } = createRequire(import.meta.url);

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/one-realm-environment.mjs',
  runtime: '<rootDir>/test/packages-once-runtime.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Packages in both forms: as CommonJS they can be shared by test files.
    ...Object.fromEntries(['commander', 'fast-check', 'fflate', 'zod'].map((name) => [`^${name}$`, resolve(name)])),
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
};

export default {
  // More than this machine class has cores: a whole life waits for half of its time, for clouds that take theirs.
  maxWorkers: 6,
  testSequencer: '<rootDir>/test/longest-first.mjs',
  // A hung test ends some day; nothing is judged by how long it takes. A whole life takes up to eleven minutes where a
  // mirror has the real azuread, which waits in real time.
  testTimeout: 1_200_000,
  reporters: ['default', '<rootDir>/test/counts-reporter.mjs'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/e2e/',
        '<rootDir>/test/packaging/',
        '<rootDir>/test/scan/',
        '<rootDir>/test/twin/',
        ...leftOut,
      ],
    },
    { ...common, displayName: 'twin', testMatch: ['<rootDir>/test/twin/**/*.test.ts'] },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['e2e', 'packaging', 'scan'].map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/e2e/function-zip-setup.mjs',
      globalTeardown: '<rootDir>/test/e2e/function-zip-teardown.mjs',
    },
  ],
};
