/**
 * Who starts a run may set variables that the file does not name, and so what its steps read: a setting of the project keeps
 * them from it. Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/build/general-settings,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/security/inputs#limit-variables-that-can-be-set-at-queue-time.
 */
import { runGaps } from '../../../../domain/azure-devops-rules.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import type { GeneralSettingsAnswer } from '../../../clouds/lookups/pipeline/azure-devops-runs.js';
import { inProject, type HostedProject } from './project.js';

const pathIn = (at: HostedProject): string => `${inProject(at)}/build/generalsettings`;

const isLimited = async (api: AzureDevOpsApi, at: HostedProject): Promise<boolean> =>
  (await api.send<GeneralSettingsAnswer>('GET', pathIn(at))).enforceSettableVar === true;

/** Turns it on where it is off. @returns what was changed, in words */
export async function setSettings(api: AzureDevOpsApi, at: HostedProject): Promise<string[]> {
  if (await isLimited(api, at)) return [];
  await api.send('PATCH', pathIn(at), { body: { enforceSettableVar: true } });
  return [`the setting of the project ${at.project.name} that limits variables at queue time`];
}

/** What of it does not stand as the host tells it now, in words. Changes nothing. */
export const settingsLack = async (api: AzureDevOpsApi, at: HostedProject): Promise<string[]> =>
  runGaps(at.project.name, { limitsVariables: await isLimited(api, at), pipelines: [] }).map(
    ({ thing, got }) => `${thing} ${got}`,
  );
