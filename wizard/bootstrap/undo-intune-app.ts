/** The application for Intune and the certificate of whoever runs it, taken away again. */
import { existsSync } from 'node:fs';
import type { DeploymentInput } from '../../deployment/schema.js';
import { intuneAppName } from '../../domain/names.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { CommandContext } from '../command.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { inWords } from './asked.js';
import { confirmed } from './drop-state.js';
import { writeRepository } from './ends.js';
import { asChanged, type GivenDeployment, type UndoOptions } from './given.js';
import { holds, type App } from './intune-app.js';
import { absolute, certificateIn, dropCertificate, isMadeFor, usualFile } from './intune-certificate.js';

/** Takes application and certificate away, and out of the deployment. Who has a certificate of their own loses it with that. */
export async function undoIntuneApp(
  context: CommandContext,
  given: GivenDeployment,
  options: UndoOptions,
): Promise<number> {
  const { terminal, env, cwd } = context;
  const { deployment, input, file } = given;
  const known = deployment.intune.application?.clientId;
  if (known === undefined)
    throw new UsageError('There is nothing to undo: the deployment names no application for Intune.', [
      'After a run that was stopped half-way run bootstrap --laptop --intune again first, then --undo.',
    ]);
  const displayName = intuneAppName(deployment.name);
  const owner = { commonName: displayName, tenantId: deployment.entra.tenantId };
  const pfx = absolute(options.certificate ?? usualFile(deployment.name, env), cwd);
  try {
    const { graph } = cloudsOf(deployment, env);
    const named = await graph.list<App>('applications', { query: { $filter: `appId eq '${known}'` } });
    const [found] = named;
    if (found !== undefined && found.displayName !== displayName) {
      throw new Failure('The application that the deployment names for Intune was not made by bootstrap.', [
        `must be called "${displayName}", got: ${found.displayName}`,
        'What was made by hand is taken away by hand.',
      ]);
    }
    const whole =
      found &&
      (await graph.get<App>(`applications/${found.id}`, { query: { $select: 'id,appId,displayName,keyCredentials' } }));
    const der = lies(pfx);
    const ours = der !== undefined && (isMadeFor(der, owner) || (whole !== undefined && holds(whole, der)));
    await confirmed(context, options, `the application "${displayName}"${ours ? ` and the certificate ${pfx}` : ''}`);
    if (found !== undefined) await graph.delete(`applications/${found.id}`);
    terminal.good(`the application "${displayName}" is gone`);
    if (ours) {
      dropCertificate(pfx);
      terminal.good(`${pfx} is gone`);
    } else if (existsSync(pfx)) terminal.say(`${pfx} stays: it holds no certificate of this application.`);
    const { application: _gone, ...intune } = input.intune ?? {};
    const after = { ...input, intune } as DeploymentInput;
    for (const path of await writeRepository(file, asChanged(after, file))) terminal.good(`wrote ${path}`);
    return 0;
  } catch (error) {
    throw inWords(error, 'Taking it away');
  }
}

/** The certificate of a file; nothing where it holds none, whatever it is. */
function lies(file: string): Buffer | undefined {
  try {
    return certificateIn(file);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
