/**
 * Who starts a run may set variables that the file does not name, and so what its steps read: a setting of the project keeps
 * them from it. Sources: https://learn.microsoft.com/en-us/rest/api/azure/devops/build/general-settings,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/security/inputs#limit-variables-that-can-be-set-at-queue-time.
 */
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { inProject, type HostedProject } from './project.js';

interface SettingsAnswer {
  readonly enforceSettableVar?: boolean;
}

const pathIn = (at: HostedProject): string => `${inProject(at)}/build/generalsettings`;

const isLimited = async (api: AzureDevOpsApi, at: HostedProject): Promise<boolean> =>
  (await api.send<SettingsAnswer>('GET', pathIn(at))).enforceSettableVar === true;

/** Turns it on where it is off. @returns what was changed, in words */
export async function setSettings(api: AzureDevOpsApi, at: HostedProject): Promise<string[]> {
  if (await isLimited(api, at)) return [];
  await api.send('PATCH', pathIn(at), { body: { enforceSettableVar: true } });
  return [`the setting of the project ${at.project.name} that limits variables at queue time`];
}

/** What of it does not stand as the host tells it now, in words. Changes nothing. */
export async function settingsLack(api: AzureDevOpsApi, at: HostedProject): Promise<string[]> {
  if (await isLimited(api, at)) return [];
  return [
    `the project ${at.project.name} lets whoever starts a run set any variable of it (Project settings, Pipelines, Settings: Limit variables that can be set at queue time)`,
  ];
}
