import { readJson } from '../../deployment/json-text.js';
import { readDeployment } from '../../deployment/load.js';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import { pipelineHosts } from '../../deployment/pipeline-hosts/index.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { readTextFile } from '../../deployment/text-file.js';
import { hostFor, prepare, type Bootstrap } from '../bootstrap/bootstrap.js';
import { actionsNeeded, intendedThings, rightsNeeded, sayIntended, type Part } from '../bootstrap/describe.js';
import { handOverName } from '../bootstrap/hand-over.js';
import { agreed, inWords } from '../bootstrap/asked.js';
import { awsLetsIn, entraLetsIn } from '../../domain/pipeline-proof.js';
import { trustOf, type Making } from '../bootstrap/identities.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import type { ChecksOnly } from '../bootstrap/laptop-words.js';
import { make, type Outcome } from '../bootstrap/make.js';
import { missingIn } from '../bootstrap/missing.js';
import { Unprotected } from '../bootstrap/unprotected.js';
import { pipelineSteps } from '../repository/pipelines/pipeline-hosts.js';
import { UsageError } from '../terminal/failure.js';
import { posix } from '../terminal/shell-words.js';
import type { Terminal } from '../terminal/terminal.js';
import { refuseBesideByHand, refuseUnheard } from './bootstrap-unheard.js';
import { deploymentFile } from './places.js';
import type { Run } from './table.js';

const otherHosts = Object.keys(pipelineHosts).filter((name) => name !== 'github');

/** `bootstrap`: rules of the repository, state, identities of the pipeline in both clouds, in the order that is safe. */
export const run: Run<'bootstrap'> = async (options, _args, context) => {
  const { terminal } = context;
  const file = deploymentFile(options, context);
  const { deployment } = readDeployment(file);
  const input = readJson(readTextFile(file)).value as DeploymentInput;
  if (options.byHand) {
    refuseBesideByHand(options);
    const steps = pipelineSteps(deployment);
    if (steps.length === 0)
      throw new UsageError('The deployment names no pipeline, so there is nothing to do by hand.', [
        'A pipeline: entra-workspaces bootstrap --repository OWNER/REPO makes all of it.',
        `With roles and applications of your own: entra-workspaces init --pipeline github (or ${otherHosts.join(', ')}) asks for them, and this prints what they trust.`,
        'Without one: entra-workspaces bootstrap --laptop makes the place of the state.',
      ]);
    const { proseWrapped } = await import('../terminal/width.js');
    terminal.output(proseWrapped(steps.map((step, at) => `${at + 1}. ${step}`).join('\n\n'), terminal.outputWidth));
    return 0;
  }
  refuseUnheard(options, deployment);
  if (options.laptop && options.intune && options.undo) {
    const { undoIntuneApp } = await import('../bootstrap/undo-intune-app.js');
    return undoIntuneApp(context, { file, input, deployment }, options);
  }
  if (options.laptop && !options.undo) {
    if (options.intune) {
      const { bootstrapIntuneApp } = await import('../bootstrap/intune-app.js');
      return bootstrapIntuneApp(context, { file, input, deployment }, options);
    }
    const { bootstrapLaptop } = await import('../bootstrap/laptop.js');
    return bootstrapLaptop(context, { file, input, deployment }, options);
  }
  if (!options.laptop && deployment.pipeline !== null) hostFor(deployment, options.host);
  const { deleteState } = options;
  if (options.undo || deleteState !== undefined) {
    if (!options.undo)
      throw new UsageError('--delete-state goes with --undo: first everything that uses the state has to go.');
    const { undo } = await import('../bootstrap/undo.js');
    return undo(context, { file, input, deployment }, options);
  }
  const asked = {
    host: options.host,
    repository: options.repository,
    url: options.hostUrl,
    issuer: options.hostIssuer,
    environment: options.environment,
    level: options.level,
    entraRights: options.entraRights,
    bucket: options.bucket,
    location: options.location,
    reviewers: options.reviewer,
    subjects: options.subject,
    only: options.only,
    handOver: options.handOver,
    consent: options.consent,
    verbose: options.verbose,
  };
  const bootstrap = await prepare(context, { file, input, deployment }, asked, options.print).catch(
    (error: unknown) => {
      throw inWords(error, `Looking at the ${hostFor(deployment, options.host).words.repository}`);
    },
  );
  const given = { file, input, deployment };
  const onlyCheck = async (checks: ChecksOnly): Promise<number> => {
    const { bootstrapChecks } = await import('../bootstrap/checks-only.js');
    return bootstrapChecks(context, given, options, checks);
  };
  if ('checks' in bootstrap) return onlyCheck(bootstrap.checks);
  if (options.print) {
    if (options.json) terminal.result(described(bootstrap));
    else sayIntended(terminal, bootstrap.intended);
    return 0;
  }
  sayIntended(terminal, bootstrap.intended);
  terminal.say();
  await agreed(context, { autoApprove: options.autoApprove, file });
  const outcome = await make(bootstrap).catch((error: unknown) => {
    const checks = checksInstead(bootstrap, error);
    if (checks === undefined) throw error;
    terminal.warn((error as Error).message);
    return checks;
  });
  if ('why' in outcome) return onlyCheck(outcome);
  sayOutcome(terminal, bootstrap, outcome);
  if (options.json)
    terminal.result({
      ...described(bootstrap),
      made: outcome.made,
      written: outcome.written,
      complete: outcome.complete,
    });
  return 0;
};

/** What is offered in place of a pipeline at the level `refused` whose host turned out to protect nothing, before it had any identity. */
function checksInstead(
  { hosted, host, deployment, intended, asked }: Bootstrap,
  error: unknown,
): ChecksOnly | undefined {
  const instead = error instanceof Unprotected && intended.level === 'refused' && asked.only === undefined;
  if (!instead || hosted === undefined || hasIdentities(deployment.pipeline)) return undefined;
  return { host, repository: hosted, why: error.fix.join(' ') };
}

function described({ intended }: Bootstrap): object {
  const { level, foreseen, repository, environment } = intended;
  return {
    level,
    foreseen: foreseen ?? null,
    repository: repository.name,
    environment,
    things: intendedThings(intended),
    rights: { ...rightsNeeded(intended), awsActions: actionsNeeded(intended.place) },
  };
}

function sayOutcome(
  terminal: Terminal,
  { intended, asked }: Bootstrap,
  { made, complete, written, handOver, making }: Outcome,
): void {
  terminal.say();
  if (made.length === 0) terminal.good('Everything is as it has to be: nothing was made or changed.');
  if (making) sayProof(terminal, making, intended.parts);
  for (const path of written) terminal.good(`wrote ${path}`);
  if (!asked.consent && handOver.entra !== undefined) {
    terminal.heading('Somebody has to consent, once');
    for (const id of Object.values(handOver.entra.clients)) {
      terminal.lines([`  https://login.microsoftonline.com/${handOver.entra.tenantId}/adminconsent?client_id=${id}`]);
    }
  }
  if (complete) {
    terminal.say();
    const { change } = intended.host.words;
    terminal.say(`Next: commit this folder on a branch, push it, and open a ${change}. The README has the steps.`);
    return;
  }
  const missing = missingIn(handOver, intended.deployment, intended.host);
  terminal.heading('What is left, for somebody with the rights');
  terminal.say(`Send them ${asked.handOver ?? handOverName} (ids, no secret), to lie beside deployment.json. Then:`);
  // A lower level is said by each of them: the file alone lowers none.
  const level = intended.level === 'approved' ? '' : ` --level ${intended.level}`;
  const file = asked.handOver === undefined ? '' : ` --hand-over ${posix(asked.handOver)}`;
  terminal.lines(missing.map((part) => `  entra-workspaces bootstrap --only ${part}${level}${file}`));
  if (!missing.includes('repository'))
    terminal.lines([
      `  entra-workspaces bootstrap --only repository${level}${file}   (last: writes the deployment and the variables)`,
    ]);
}

/** Who gets in, by the trust that was read back from the clouds of this run: of others nothing is known. */
function sayProof(terminal: Terminal, making: Making, parts: readonly Part[]): void {
  const [aws, entra] = [parts.includes('aws'), parts.includes('entra')];
  if (!aws && !entra) return;
  const { host, environment, level, subjects } = making;
  const { prefix, id = '', name = '' } = making.repository;
  const repository = { ...making.repository, name, prefix, id };
  const { audience } = host.provider(repository) ?? {};
  const jobs = host.jobs({ repository, environment, level, subjects });
  const gets = (claims: Readonly<Record<string, string>>): string[] =>
    making.identities.flatMap((identity) => {
      const inAws = aws && awsLetsIn(JSON.stringify(trustOf(making, identity)), claims, audience) === true;
      const trusts = host.trusts(making, identity);
      const inEntra = entra && trusts !== undefined && entraLetsIn(trusts.entra, claims);
      const clouds = [...(inAws ? ['AWS'] : []), ...(inEntra ? ['Entra'] : [])];
      return clouds.length === 0 ? [] : [`${identityWords[identity]} (${clouds.join(', ')})`];
    });
  terminal.heading(
    `Who gets in, by the trust as ${aws && entra ? 'the clouds keep' : aws ? 'AWS keeps' : 'Entra keeps'} it`,
  );
  terminal.table(
    ['A job of', 'gets'],
    jobs.map(({ job, claims }) => [job, gets(claims).join(', ') || 'nothing']),
  );
  const rested = host.words.restedOn(environment, parts.includes('repository'));
  if (entra && making.identities.includes('apply') && rested !== undefined) terminal.say(rested);
}

const identityWords: Readonly<Record<Identity, string>> = { mainPlan: 'main-plan', apply: 'apply' };
