/** The least rights of every command, for any deployment: `permissions --deployment FILE` narrows them to one. */
import { commandRights, type CommandRights } from '../../wizard/permissions/report.js';

const actionsOf = (documents: CommandRights['aws']): string[] =>
  [...new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)))].sort();

export function permissionsPage(): string {
  const list = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [title, '', ...names.map((name) => `- \`${name}\``), ''];
  const sections = commandRights().flatMap(({ command, why, aws, optional, graph, delegated, azure, notes }) => [
    `## ${command}`,
    '',
    why,
    '',
    ...list('AWS:', actionsOf(aws)),
    ...(optional ? [...list('AWS, not needed:', actionsOf(optional.policies)), optional.why, ''] : []),
    ...list('Microsoft Graph, application permissions:', graph),
    ...list('Microsoft Graph, signed-in people alone:', delegated),
    ...list('Azure:', azure),
    ...notes.flatMap((note) => [note, '']),
  ]);
  const first =
    'What each command needs at most. `entra-workspaces permissions --command plan --deployment deployment.json` prints policies to paste, only with what that deployment holds and by its names.';
  const pipeline =
    'In a pipeline each identity has a set of its own, and with `--deployment` each names its role and its application: `plan` for what plans the main branch (it locks the state, reads it and keeps plans; it neither replaces nor removes one), `apply` (it gets what was kept and removes it, and writes the state; it keeps none), and `pull-request-plan` where pull requests are planned (it reads the state and nothing of what was kept; no lock). Nobody can remove a state.';
  return ['# Least rights', '', first, '', pipeline, '', ...sections].join('\n').trimEnd();
}
