/** The text of CODEOWNERS. */

import { codeOfPath } from '../../../domain/code-owners.js';
import { Failure } from '../../terminal/failure.js';

/** Of a deployment: where its lists of people lie. */
type Named = { readonly sites: readonly { readonly desktops: { readonly users: object } }[] };

/**
 * The text: everything is code and has an owner, but for the data that people change every day. `allow.json` says who may lose
 * a desktop, so it has one, too.
 */
export function codeOwners(input: Named, owners: readonly string[]): string {
  if (owners.length === 0)
    return '# Nobody owns the code yet. Name people or teams: * @ORGANIZATION/TEAM, and below it the data that have no owner: /deployment.json\n';
  return [
    '# Everything is code and has an owner. Data of every day have none: deployment.json and the files of users.',
    `* ${owners.join(' ')}`,
    ...dataOf(input).map((path) => `/${path.replaceAll(' ', '\\ ')}`),
    `/allow.json ${owners.join(' ')}`,
    '',
  ].join('\n');
}

/** Paths of the data that people change every day. */
export const dataOf = (input: Named): readonly string[] => [
  'deployment.json',
  ...input.sites.flatMap(({ desktops: { users: list } }) =>
    'file' in list && typeof list.file === 'string' ? [list.file] : [],
  ),
];

/** A deployment that names no pipeline yet may have any name for a list. @throws Failure where one is that of code */
export function refuseListsOfCode(input: Named): void {
  const wrong = dataOf(input).flatMap((path) => {
    const code = path === 'deployment.json' ? undefined : codeOfPath(path);
    return code === undefined
      ? []
      : [
          `desktops.users.file: must be a list that is no code, as ${code} has an owner and a list has none, got: ${path}`,
        ];
  });
  if (wrong.length > 0)
    throw new Failure('A list of people has the name of code.', [...wrong, 'Give the list another name (users.csv).']);
}
