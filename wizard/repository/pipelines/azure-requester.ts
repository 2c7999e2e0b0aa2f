/**
 * Who asked for a run of Azure Pipelines. The approval of a service connection leaves out who asked; where a program did, it leaves
 * nobody out: an approver whose change it is lets the build service start the run (the token of any job may), and approves it alone.
 * The same where a run was asked for in another person's name.
 *
 * Sources: https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables#identity_values (of a merge the person who pushed,
 * queued by Azure DevOps; of a schedule Azure DevOps itself), https://learn.microsoft.com/en-us/rest/api/azure/devops/build/builds/get
 * (requestedBy, requestedFor; descriptor of each), actions/runner, src/Sdk/WebApi/WebApi/Contracts/Graph/Constants.cs (what a
 * descriptor begins with: aad and msa are users, svc a service identity, s2s Azure DevOps, aadsp a service principal),
 * huserben/TfsExtensions (the build service queues in the name of a person). See docs/facts/pipelines.md 6.13.
 */
import { askAzure } from '../../clouds/job-hosts/azure-devops.js';
import { Failure } from '../../terminal/failure.js';

interface Identity {
  readonly id?: string;
  readonly displayName?: string;
  readonly uniqueName?: string | null;
  readonly descriptor?: string;
}

/** Azure DevOps itself, in every organization: it queues what a merge starts. */
const itself = '00000002-0000-8888-8000-000000000000';

const isPerson = ({ descriptor = '' }: Identity): boolean => /^(aad|msa)\./.test(descriptor);
const named = ({ displayName, uniqueName, id }: Identity): string =>
  [displayName, uniqueName && `(${uniqueName})`].filter(Boolean).join(' ') || id || 'nobody';

const needs =
  'The step needs SYSTEM_ACCESSTOKEN: $(System.AccessToken), and the build service the right to view builds';

/** @throws Failure where a program asked for this run, somebody in another person's name, or Azure DevOps does not say who */
export async function assertPersonAsked(env: NodeJS.ProcessEnv): Promise<void> {
  const path = `build/builds/${encodeURIComponent(env['BUILD_BUILDID'] ?? '')}?api-version=7.1`;
  const { requestedFor = {}, requestedBy = {} } = (await askAzure(env, path, { needs })) as {
    readonly requestedFor?: Identity;
    readonly requestedBy?: Identity;
  };
  const byThem = requestedBy.id !== undefined && requestedBy.id === requestedFor.id;
  if (isPerson(requestedFor) && (byThem || requestedBy.id === itself)) return;
  const what = isPerson(requestedFor)
    ? `asked for by ${named(requestedBy)}, in the name of ${named(requestedFor)}`
    : `asked for by ${named(requestedFor)}, ${requestedFor.descriptor === undefined ? 'of whom Azure DevOps does not say whether that is a person' : 'which is a program'}`;
  throw new Failure(
    'A person has to ask for a run that is applied: the approval leaves out who asked, and a program is nobody.',
    [
      `this run: ${what}`,
      'Let a person run the pipeline on main (Pipelines, Run pipeline), or complete the next pull request by hand, and somebody else approve. Nothing was applied.',
      'Deny the build service of the project Queue builds on this pipeline (Security): the token of any job of any branch may start it otherwise.',
    ],
  );
}
