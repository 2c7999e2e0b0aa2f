/** One run of bootstrap: what is known, what is made in which order, and what the next person needs. */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { present } from '../../domain/present.js';
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import { GithubApi } from '../clouds/github.js';
import type { CommandContext } from '../command.js';
import { boundaryArnOf } from '../permissions/places.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { assertAdmin, bucketFor, inWords, levelOf, repositoryName, reviewersOf, subjectsOf } from './asked.js';
import { assertAccount, bucketOf, makeState, prepareAws, prepareEntra } from './clouds-part.js';
import { codeOwners, ownersKnown } from './code-owners.js';
import type { Intended, Part } from './describe.js';
import { setVariables, writeRepository } from './ends.js';
import { futureDeployment, type EntraRights, type Made } from './future.js';
import { emptyHandOver, handOverName, readHandOver, writeHandOver, type HandOver } from './hand-over.js';
import { assertRulesStand, assertTwoSubjects, checkHanded, checkHandOver } from './handed.js';
import { setHostRules } from './host-rules.js';
import { identitiesAt, rightsOf, roleArnOf, stateOfHalf, type Identity, type Making } from './identities.js';
import { levelForeseen, lookAtRepository, type HostedRepository, type Level } from './repository.js';
import { trustProblems, type KnownApps } from './survey.js';
import type { Reviewer } from './wanted-rules.js';

export interface Asked {
  readonly repository?: string | undefined;
  readonly environment?: string | undefined;
  readonly level?: Level | undefined;
  readonly entraRights?: EntraRights | undefined;
  readonly bucket?: string | undefined;
  readonly reviewers: readonly string[];
  readonly subjects: readonly string[];
  readonly only?: Part | undefined;
  readonly handOver?: string | undefined;
  readonly consent: boolean;
  readonly verbose: boolean;
}

/** What a run works with, before anything is made. */
export interface Bootstrap {
  readonly context: CommandContext;
  readonly file: string;
  readonly input: DeploymentInput;
  readonly deployment: Deployment;
  readonly asked: Asked;
  readonly api: GithubApi;
  /** Nothing where the host was not asked: what a hand-over says counts. */
  readonly hosted: HostedRepository | undefined;
  readonly handOverFile: string;
  readonly handOver: HandOver | undefined;
  readonly reviewers: readonly Reviewer[];
  readonly intended: Intended;
}

const allParts: readonly Part[] = ['repository', 'aws', 'entra'];

/** Finds out what there is to make. Changes nothing. @param printing Nobody is asked who approves */
export async function prepare(
  context: CommandContext,
  given: { readonly file: string; readonly input: DeploymentInput; readonly deployment: Deployment },
  asked: Asked,
  printing: boolean,
): Promise<Bootstrap> {
  const { terminal, env } = context;
  const { file, deployment } = given;
  const api = GithubApi.from(env);
  const handOverFile = join(dirname(file), asked.handOver ?? handOverName);
  const handOver = await readHandOver(handOverFile, deployment.name);
  const parts = asked.only === undefined ? allParts : [asked.only];
  if (handOver !== undefined) checkHandOver(handOver, deployment, { ...asked, parts });
  const handed = handOver?.repository;
  const hosted = await hostedRepository();
  const environment =
    asked.environment ?? handed?.environment ?? deployment.pipeline?.github?.environment ?? 'production';
  const level = levelOf(asked.level, handed?.level, deployment, hosted);
  const identities = identitiesAt(level);
  const subjects =
    hosted === undefined || (handed !== undefined && asked.subjects.length === 0 && hosted.claims !== undefined)
      ? present(handed?.subjects ?? {})
      : subjectsOf(asked.subjects, hosted, identities);
  const reviewers =
    hosted === undefined || !parts.includes('repository')
      ? []
      : await reviewersOf(api, hosted, { given: asked.reviewers, level, environment, printing }, terminal);
  const repository = hosted ?? { name: handed?.name ?? '', prefix: handed?.prefix ?? '' };
  if (hosted === undefined && handed !== undefined) {
    terminal.warn(
      `GitHub was not asked: that ${handed.name} is number ${handed.id} and that its rules stand is what ${handOverName} says. Compare the number and the subjects below with whoever sent it, or set GH_TOKEN to have both looked at.`,
    );
  }
  assertTwoSubjects({ level, repository, environment, subjects });
  return {
    context,
    ...given,
    asked,
    api,
    hosted,
    handOverFile,
    handOver,
    reviewers,
    intended: {
      deployment,
      repository,
      level,
      foreseen: hosted === undefined ? level : levelForeseen(hosted),
      environment,
      ...bucketFor(asked.bucket, deployment),
      ...present({ bucket: handOver?.aws?.bucket }),
      reviewers: reviewers.map(({ name }) => name),
      parts,
      subjects,
      entraRights:
        asked.entraRights ??
        (parts.includes('entra') ? undefined : handOver?.entra?.rights) ??
        deployment.pipeline?.github?.entraRights ??
        'daily',
      consent: asked.consent,
    },
  };

  async function hostedRepository(): Promise<HostedRepository | undefined> {
    const needsHost = parts.includes('repository');
    const signedIn = Boolean(env['GH_TOKEN'] || env['GITHUB_TOKEN']);
    if (!needsHost && handed !== undefined && !signedIn) return undefined;
    if (!needsHost && handed === undefined && !signedIn) {
      throw new UsageError(`Nothing says yet which repository ${asked.only ?? ''} has to trust.`, [
        `Somebody with the role Admin in it begins: entra-workspaces bootstrap --only repository, and sends ${handOverName}.`,
        'Or sign in to GitHub yourself (GH_TOKEN), then it is asked.',
      ]);
    }
    const name = await repositoryName(asked.repository ?? handed?.name, deployment, file, terminal);
    const found = await lookAtRepository(api, name);
    if (handOver !== undefined) checkHanded(handOver, found, parts);
    return found;
  }
}

/** What a run made, for people and machines. */
export interface Outcome {
  readonly made: readonly string[];
  readonly handOver: HandOver;
  /** Everything is there: the deployment names it. */
  readonly complete: boolean;
  readonly written: readonly string[];
  readonly making: Making | undefined;
}

/** Makes it all, in order; what an earlier run made is found. */
export async function make(bootstrap: Bootstrap): Promise<Outcome> {
  const { context, deployment, input, file, intended, handOverFile, api, hosted } = bootstrap;
  const { parts, level, environment } = intended;
  const { terminal, env } = context;
  const made: string[] = [];
  const say = (things: readonly string[]): void => {
    made.push(...things);
    things.forEach((each) => terminal.good(each));
  };
  const addresses = new Addresses(env);
  const clouds = cloudsOf(deployment, env);
  let handOver = bootstrap.handOver ?? emptyHandOver(deployment.name, randomUUID());

  // 1: the rules of the host. Before they stand and were read back nothing is made that trusts a job.
  const people = ownersKnown(intended.reviewers, hosted);
  const owners = codeOwners(input, people);
  if (parts.includes('repository') && hosted !== undefined) {
    assertAdmin(hosted);
    const wanted = { level, environment, reviewers: bootstrap.reviewers, deployment: deployment.name, owners };
    say(
      await setHostRules(api, hosted, wanted).catch((error: unknown) => {
        throw inWords(error, 'Setting the rules of the repository');
      }),
    );
  }
  if (hosted !== undefined && level !== 'refused' && !parts.includes('repository')) {
    // The hand-over says that they stand: the host is asked whether they still do.
    const unseen = await assertRulesStand(api, hosted, intended).catch((error: unknown) => {
      throw inWords(error, 'Looking at the rules of the repository');
    });
    for (const each of unseen)
      terminal.warn(`${each}. That nobody does is what ${handOverName} says: whoever sent it has seen it.`);
  }
  if (hosted !== undefined) {
    const { name, id, prefix } = hosted;
    const stands = parts.includes('repository') || handOver.repository?.protected === true;
    handOver = {
      ...handOver,
      repository: { name, id, prefix, level, environment, subjects: { ...intended.subjects }, protected: stands },
    };
  }
  const { repository } = handOver;
  if (repository === undefined || (!repository.protected && level !== 'refused')) {
    throw new Failure('The rules of the repository do not stand yet, so nothing may trust its jobs.', [
      'Let somebody with the role Admin in it run first: entra-workspaces bootstrap --only repository',
    ]);
  }

  const identities = identitiesAt(level);
  const known: KnownApps = { ...deployment.pipeline?.github?.entra, ...handOver.entra?.clients };
  const at = (over: Partial<Made>): ReturnType<typeof futureDeployment> =>
    futureDeployment(input, deployment, { ...fixed(), ...over }, file);
  const fixed = (): Made => ({
    repository: repository.name,
    environment,
    level,
    entraRights: intended.entraRights,
    bucket: handOver.aws?.bucket ?? intended.bucket,
    region: handOver.aws?.region ?? intended.region,
    kmsKeyId: handOver.aws?.kmsKeyId,
    boundaryArn: deployment.aws.permissionsBoundaryArn ?? boundaryArnOf(deployment),
    clients: handOver.entra?.clients,
  });

  try {
    // 2: the state.
    const first = at({}).deployment;
    if (parts.includes('aws')) {
      await assertAccount(clouds, deployment);
      const calls = bucketOf(clouds, addresses, first);
      const ofPipeline = identities.map((identity) => roleArnOf(first, identity));
      const state = await makeState(clouds, calls, first, { roles: ofPipeline, mark: handOver.mark });
      say(state.done);
      for (const each of state.others)
        terminal.warn(`The policy of the bucket lets others in, which stays as its owner has it: ${each}`);
      const { bucket, region } = calls.place;
      const roles = {
        mainPlan: roleArnOf(first, 'mainPlan'),
        ...(level === 'refused' ? {} : { apply: roleArnOf(first, 'apply') }),
      };
      handOver = {
        ...handOver,
        mark: state.mark,
        aws: {
          accountId: deployment.aws.accountId,
          bucket,
          region,
          kmsKeyId: state.kmsKeyId,
          ...present({ boundaryArn: fixed().boundaryArn }),
          roles,
        },
      };
    }
    // 3 and 4: identities that trust nobody, and their rights. 5: trust.
    const future = at({});
    const making: Making = {
      deployment: future.deployment,
      mark: handOver.mark,
      identities,
      environment,
      repository: { prefix: repository.prefix, id: repository.id },
      rights: await rightsOf(future.input, file, env),
      subjects: intended.subjects,
      trusting: true,
    };
    const { verbose, consent } = bootstrap.asked;
    const bucket = parts.includes('aws') ? bucketOf(clouds, addresses, future.deployment) : undefined;
    const shared = { verbose, ...present({ bucket }) };
    const inS3 = handOver.aws !== undefined && parts.includes('aws');
    const aws = parts.includes('aws')
      ? await prepareAws(clouds, context, making, { state: stateOfHalf(future.deployment, 'aws'), ...shared })
      : undefined;
    if (aws) say(aws.changes);
    const entraState = inS3
      ? stateOfHalf(future.deployment, 'entra')
      : { path: join(dirname(file), `${deployment.name}-bootstrap-entra.tfstate`) };
    const entra = parts.includes('entra')
      ? await prepareEntra(clouds, context, making, { state: entraState, consent, known, ...shared })
      : undefined;
    if (entra) say(entra.changes);
    if (aws) say((await aws.trust()).changes);
    if (entra) {
      const { changes, outputs } = await entra.trust();
      say(changes);
      const client = (identity: Identity): string => outputs[`${identity}-client`] ?? '';
      handOver = {
        ...handOver,
        entra: {
          tenantId: deployment.entra.tenantId,
          clients: { mainPlan: client('mainPlan'), ...(level === 'refused' ? {} : { apply: client('apply') }) },
          rights: intended.entraRights,
        },
      };
    }
    // 6: read back.
    const seen = { ...(aws ? { aws: clouds.aws } : {}), ...(entra ? { graph: clouds.graph } : {}) };
    const problems = await trustProblems(seen, making, handOver.entra?.clients ?? {});
    if (problems.length > 0) {
      throw new Failure('What the clouds keep is not what was made.', [
        ...problems,
        'Somebody changed it meanwhile. Run bootstrap again.',
      ]);
    }
    return await finish(bootstrap, {
      handOver,
      making: { ...making, deployment: future.deployment },
      made,
      say,
      // Whoever does a cloud alone does not know who reviews: the file on main stays what it is.
      owners: parts.includes('repository') && people.length > 0 ? owners : undefined,
      at,
    });
  } catch (error) {
    // What is known by now is what the next run, or the next person, goes on from.
    if (bootstrap.asked.only !== undefined) await writeHandOver(handOverFile, handOver);
    throw inWords(error, 'A call');
  }
}

interface Finishing {
  readonly handOver: HandOver;
  readonly making: Making;
  readonly made: string[];
  readonly say: (things: readonly string[]) => void;
  readonly owners: string | undefined;
  readonly at: (over: Partial<Made>) => ReturnType<typeof futureDeployment>;
}

/** The deployment, the files of the repository and its variables; or what the next person needs. */
async function finish(bootstrap: Bootstrap, { handOver, making, made, say, owners, at }: Finishing): Promise<Outcome> {
  const { asked, file, api, handOverFile, hosted } = bootstrap;
  const complete =
    handOver.aws !== undefined && handOver.entra !== undefined && handOver.repository?.protected === true;
  const written: string[] = [];
  if (asked.only !== undefined) await writeHandOver(handOverFile, handOver);
  if (complete) {
    if (hosted?.admin === true && bootstrap.intended.parts.includes('repository')) {
      say(await setVariables(api, hosted.name, handOver));
    }
    const future = at({ kmsKeyId: handOver.aws?.kmsKeyId, clients: handOver.entra?.clients });
    written.push(...(await writeRepository(file, { ...future, ...present({ owners }) })));
  }
  return { made, handOver, complete, written, making };
}
