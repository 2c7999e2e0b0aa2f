/** What a level or an environment uses no more goes from a repository, on each host that keeps variables and environments. */
import type { Unused } from './hosts/host.js';
import { environmentMark, environmentVariable, unusedEnvironment } from './own-environment.js';
import { ownVariable } from './wanted-rules.js';

/** One repository, with what its host has of ours. */
export interface Kept {
  readonly variables: ReadonlyMap<string, string>;
  readonly dropVariable: (name: string) => Promise<unknown>;
  readonly setVariable: (name: string, value: string) => Promise<unknown>;
  /** @returns what went, in words */
  readonly dropEnvironment: (name: string) => Promise<readonly string[]>;
}

/**
 * Variables of an identity that is no more, and an environment of ours that was called otherwise: first it goes, then the
 * repository says so, so that a run that is killed finds it again.
 * @param unused with names of environments as the host compares them
 * @returns what went, in words; nothing where the rules are those of another deployment
 */
export async function dropUnused(
  { variables, dropVariable, setVariable, dropEnvironment }: Kept,
  unused: Unused,
): Promise<string[]> {
  if (variables.get(ownVariable) !== unused.deployment) return [];
  const done: string[] = [];
  for (const each of unused.variables.filter((name) => variables.has(name))) {
    await dropVariable(each);
    done.push(`the variable ${each}`);
  }
  const before = unusedEnvironment(variables, unused);
  if (before === undefined) return done;
  done.push(...(await dropEnvironment(before)));
  await setVariable(environmentVariable, environmentMark(variables, { ...unused, environment: before }, 'open'));
  return done;
}
