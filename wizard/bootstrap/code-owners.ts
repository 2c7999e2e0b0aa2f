/**
 * Who owns the code of a repository: what is merged without an owner's approval runs with the rights of the pipeline. Source:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners.
 */
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { CloudError } from '../clouds/cloud-error.js';
import type { GithubApi } from '../clouds/github.js';
import { Failure } from '../terminal/failure.js';
import type { HostedRepository } from './repository.js';

/** Where bootstrap lays it: the first of the places in which GitHub looks. */
export const ownersPath = '.github/CODEOWNERS';
const places = [ownersPath, 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/**
 * Who owns the code: who reviews, else the person whose repository it is. An organization is nobody there: a line that names it
 * has no effect, and the rule that a code owner approves would ask nobody.
 * @returns nothing where nobody is known
 */
export function ownersKnown(
  reviewers: readonly string[],
  hosted: Pick<HostedRepository, 'name' | 'ownerType'> | undefined,
): readonly string[] {
  if (reviewers.length > 0) return reviewers;
  return hosted?.ownerType === 'User' ? [`@${hosted.name.split('/')[0] ?? ''}`] : [];
}

/** What runs in a job, or says what may run there; the last one stands for any other file. */
const codeOf = (ofHost: readonly string[]): readonly string[] => [
  ...[...ofHost, 'allow.json', 'main.ts', 'package.json', 'package-lock.json'],
  ...['.npmrc', '.terraform.lock.hcl', 'any/other/file.ts'],
];

/** What of that is GitHub's own. */
const ofGithub: readonly string[] = [ownersPath, '.github/workflows/desktops.yml'];

/**
 * Paths of code for which a text of CODEOWNERS names nobody: the last line that fits counts.
 * @param ofHost Paths that are code on the host of the repository
 */
export function unownedIn(text: string, ofHost: readonly string[] = ofGithub): string[] {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [pattern = '', ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/(?<!\\)\s+/);
    return pattern === '' ? [] : [{ fits: patternOf(pattern), owned: owners.some((each) => each.includes('@')) }];
  });
  return codeOf(ofHost).filter((path) => lines.findLast(({ fits }) => fits.test(path))?.owned !== true);
}

/** As in .gitignore, but for `docs/*`, which is for what lies in that folder itself. */
function patternOf(pattern: string): RegExp {
  const plain = pattern.replace(/^\//, '').replaceAll('\\ ', ' ');
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const source = plain
    .replace(/\/$/, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (found) => (found === '?' ? '[^/]' : found === '*' ? '[^/]*' : '.*'));
  const below = plain.endsWith('/') ? '/.*' : plain.endsWith('/*') ? '' : '(/.*)?';
  return new RegExp(`^${anchored ? '' : '(.*/)?'}${source}${below}$`);
}

/** The file that counts on the main branch, if there is one. */
async function ownersFile(
  api: GithubApi,
  base: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  for (const path of places) {
    const found = await api.find<{ content?: string }>(`${base}/contents/${path}?ref=${mainBranch}`);
    if (found !== undefined) return { path, text: Buffer.from(found.content ?? '', 'base64').toString('utf8') };
  }
  return undefined;
}

/**
 * What of the ownership of the code is missing on the main branch, in words.
 * Source of the errors: https://docs.github.com/en/rest/repos/repos#list-codeowners-errors (an owner who may not write owns nothing).
 */
export async function ownersLack(api: GithubApi, base: string): Promise<string[]> {
  const file = await ownersFile(api, base);
  if (file === undefined)
    return [`nobody owns the code: ${mainBranch} has no ${ownersPath}, so no rule asks an owner to approve`];
  const unowned = unownedIn(file.text);
  const { errors = [] } =
    (await api.find<{ errors?: readonly { line?: number; kind?: string; source?: string }[] }>(
      `${base}/codeowners/errors?ref=${mainBranch}`,
    )) ?? {};
  return [
    ...(unowned.length === 0
      ? []
      : [`${file.path} must name an owner for all code, got none for: ${unowned.join(', ')}`]),
    ...errors.map(
      ({ line, kind = 'error', source = '' }) => `${file.path}, line ${line ?? 0}: ${kind}: ${source.trim()}`,
    ),
  ];
}

/**
 * Lays the file on the main branch where it has none. One that is there is its owner's, and is looked at after.
 * @returns what was made, in words
 * @throws Failure where the branch takes changes by pull request alone
 */
export async function setOwners(
  api: GithubApi,
  { name, hasMain }: HostedRepository,
  owners: string,
): Promise<string[]> {
  const base = `/repos/${name}`;
  if (hasMain && ((await ownersFile(api, base)) !== undefined || unownedIn(owners).length > 0)) return [];
  const content = Buffer.from(owners).toString('base64');
  try {
    await api.send('PUT', `${base}/contents/${ownersPath}`, { message: 'Who owns what', content, branch: mainBranch });
  } catch (error) {
    // 409 of a ruleset, 403 of a classic rule; 422 where somebody was faster.
    if (!hasMain || !(error instanceof CloudError) || ![403, 409, 422].includes(error.details.status ?? 0)) throw error;
    throw new Failure(`Nobody owns the code of ${name}, and ${mainBranch} takes changes by pull request alone.`, [
      error.message,
      `Bring ${ownersPath} there, then run bootstrap again:`,
      ...owners.trim().split('\n'),
    ]);
  }
  return [hasMain ? `${ownersPath} on ${mainBranch}` : `the branch ${mainBranch}, with ${ownersPath}`];
}
