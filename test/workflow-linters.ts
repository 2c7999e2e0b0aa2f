/** The linters of workflows, for what `init` writes and for what lies in .github. `.ci/run` installs them. */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Linted {
  /** 0: nothing was found. */
  readonly status: number | null;
  readonly stdout: string;
}

export interface WorkflowLinter {
  readonly name: string;
  /** Left out where it is not installed. */
  readonly lint?: (files: readonly string[]) => Linted;
}

const linters = [
  {
    name: 'actionlint',
    programs: ['actionlint', join(homedir(), 'go/bin/actionlint')],
    version: '-version',
    args: ['-no-color'],
  },
  {
    name: 'zizmor',
    programs: ['zizmor', resolve('.cache/scanners/bin/zizmor')],
    version: '--version',
    args: ['--offline', '--no-progress', '--quiet', '--min-severity', 'low'],
  },
];

export const workflowLinters: readonly WorkflowLinter[] = linters.map(({ name, programs, version, args }) => {
  const found = programs.find((each) => spawnSync(each, [version]).status === 0);
  if (found === undefined) return { name };
  return {
    name,
    lint: (files) => {
      const { status, stdout } = spawnSync(found, [...args, ...files], { encoding: 'utf8' });
      return { status, stdout };
    },
  };
});

/** The program that holds the published schemas of hosts, where it is installed: https://check-jsonschema.readthedocs.io. */
const schemaProgram = ['check-jsonschema', resolve('.cache/scanners/bin/check-jsonschema')].find(
  (each) => spawnSync(each, ['--version']).status === 0,
);

/** Checks files by the schema that the host's own editor uses; left out where the program is not installed. */
export const bySchema =
  schemaProgram === undefined
    ? undefined
    : (schema: 'gitlab-ci' | 'azure-pipelines', files: readonly string[]): Linted => {
        const { status, stdout } = spawnSync(
          schemaProgram,
          ['--regex-variant', 'python', '--builtin-schema', `vendor.${schema}`, '--data-transform', schema, ...files],
          { encoding: 'utf8' },
        );
        return { status, stdout };
      };
