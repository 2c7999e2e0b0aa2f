/** After a destroy: what stays, and what to do with it. Nothing of it is removed without being asked for. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Deployment } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import { forgetHandshake } from '../handshake/record.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CommandContext } from '../command.js';
import { destroyCommand, filesWithSecrets, placesOf } from './left-behind.js';
import type { Session } from './session.js';
import type { ValuesFor } from './table.js';

/** What was left, for `--json`. */
export interface LeftAfterDestroy {
  /** Files that still hold secrets. */
  readonly files: readonly string[];
  /** `void`: it stands in the deployment, of an app that is gone. */
  readonly handshake: 'void' | 'none';
}

/** Says what stays, and removes what somebody wants to be rid of. */
export async function settleAfterDestroy(
  { synthesized }: Session,
  options: ValuesFor<'destroy'>,
  { terminal, env }: CommandContext,
  file: string,
): Promise<LeftAfterDestroy> {
  const { deployment } = synthesized;
  const handshake = handshakeOf(deployment) !== undefined;
  const places = placesOf(synthesized, dirname(file), env);
  const files = filesWithSecrets(places);
  const remote = !('local' in deployment.state);
  if (!handshake && files.length === 0 && !remote) return { files: [], handshake: 'none' };
  terminal.heading('What stays');
  const forgotten = handshake && (await offerToForget(terminal, options, deployment.identityCenter.region));
  if (forgotten) {
    forgetHandshake(file);
    terminal.good('The handshake is no longer in the deployment. entra-workspaces apply builds it all again.');
  }
  const removed = files.length > 0 && (await offerToRemove(terminal, options, deployment, files));
  if (removed) {
    for (const each of files) rmSync(each.file, { force: true });
    terminal.good(`${files.length === 1 ? 'The file is' : 'They are'} gone.`);
  }
  if (remote) {
    terminal.say(
      'Earlier versions of the state, with secrets, stay where the state lies for as long as it keeps versions.',
    );
  }
  return {
    files: removed ? [] : files.map((each) => each.file),
    handshake: handshake && !forgotten ? 'void' : 'none',
  };
}

async function offerToForget(terminal: Terminal, options: ValuesFor<'destroy'>, region: string): Promise<boolean> {
  terminal.warn('Identity Center still trusts the enterprise app that is gone: nobody can sign in through it.');
  terminal.say(
    `To end that: IAM Identity Center in ${region}, Settings, Identity source. Setting it up again replaces it, too. SCIM tokens there can be deleted.`,
  );
  terminal.warn('The handshake in the deployment is void: it belongs to the app that is gone.');
  if (options.forgetHandshake) return true;
  if (terminal.interactive && !options.autoApprove) {
    return terminal.prompts.confirm({
      message: 'Take it out of the deployment, so that an apply can build it all again?',
      initial: true,
    });
  }
  terminal.say('Before the next apply: entra-workspaces connect --forget takes it out.');
  return false;
}

async function offerToRemove(
  terminal: Terminal,
  options: ValuesFor<'destroy'>,
  { protection }: Deployment,
  files: readonly { readonly file: string; readonly what: string }[],
): Promise<boolean> {
  terminal.warn(files.length === 1 ? 'One file still holds secrets:' : `${files.length} files still hold secrets:`);
  terminal.lines(files.map(({ file, what }) => `  ${file}  (${what})`));
  if (options.removeFiles) return true;
  if (terminal.interactive && !options.autoApprove) {
    const message =
      files.length === 1
        ? 'Remove it? Nothing can be undone from it then.'
        : 'Remove them? Nothing can be undone from them then.';
    return terminal.prompts.confirm({ message, initial: false });
  }
  terminal.say(`To remove ${files.length === 1 ? 'it' : 'them'}: ${destroyCommand(protection)} --remove-files, or rm.`);
  return false;
}
