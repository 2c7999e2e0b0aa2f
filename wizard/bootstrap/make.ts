/** What a bootstrap makes, in the order that is safe, and what the next person needs. */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { present } from '../../domain/present.js';
import { hasIdentities, pipelineOf, roleArnOf } from '../../deployment/pipeline-of.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { Clouds } from '../clouds/lookup.js';
import { boundaryArnOf } from '../permissions/places.js';
import { Failure } from '../terminal/failure.js';
import { assertAdmin, inWords } from './asked.js';
import { AzureHome } from './azure-home.js';
import type { Bootstrap } from './bootstrap.js';
import { assertAccount, prepareAws, prepareEntra } from './clouds-part.js';
import { codeOwners, dataOf } from '../repository/pipelines/code-owners.js';
import { setVariables, writeRepository } from './ends.js';
import { futureDeployment, type Made } from './future.js';
import { emptyHandOver, handOverName, writeHandOver, type HandOver } from './hand-over.js';
import { assertRulesStand } from './handed.js';
import { homeOf } from './home-of.js';
import { identitiesAt, stateOfHalf, type Making } from './identities.js';
import { makingOf } from './making.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import { settingsIn } from './hosts/index.js';
import { keepOut, ofParts } from './keep-out.js';
import { refuseTrustLowered } from './lowered.js';
import { missingIn } from './missing.js';
import { connectionsNamed, isTold, settle, settledBefore, withTold } from './settle.js';
import type { HomeMade, StateHome } from './state-home.js';
import { halfFile } from './state-bucket.js';
import { letJobsIn, roleProblems } from './state-roles.js';
import { withdraw } from './withdraw.js';
import { principalsOf, trustProblems, type KnownApps } from './survey.js';
import { Unprotected } from './unprotected.js';

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
  const { context, deployment, input, file, intended, asked, handOverFile, host, session, hosted } = bootstrap;
  const { parts, level, environment } = intended;
  const { terminal, env } = context;
  const made: string[] = [];
  const say = (things: readonly string[]): void => {
    made.push(...things);
    things.forEach((each) => terminal.good(each));
  };
  const clouds = cloudsOf(deployment, env);
  let handOver = bootstrap.handOver ?? emptyHandOver(deployment.name, randomUUID());

  if (level === 'refused' && asked.level === undefined && hasIdentities(deployment.pipeline)) {
    const mark = (await homeOf(bootstrap, deployment)?.knownMark()) ?? handOver.mark;
    const of = { deployment, host, mark, alsoMarks: [handOver.mark] };
    await refuseTrustLowered(ofParts(clouds, parts), of, {
      ...pipelineOf(deployment.pipeline)?.entra,
      ...handOver.entra?.clients,
    });
  }

  // 1: the rules of the host. Before they stand and were read back nothing is made that trusts a job.
  const people = host.ownersKnown(intended.reviewers, hosted);
  const owners = codeOwners(input, people);
  const wanted = {
    ...{ level, environment, reviewers: bootstrap.reviewers, deployment: deployment.name },
    ...{ owners, data: dataOf(input), environmentBefore: settingsIn(host, deployment)?.environment },
  };
  if (parts.includes('repository') && hosted !== undefined) {
    assertAdmin(hosted, host.words);
    say(
      await session.setRules(hosted, wanted).catch(async (error: unknown) => {
        if (error instanceof Unprotected) await keepOut(bootstrap, clouds, handOver, say);
        throw inWords(error, `Setting the rules of the ${host.words.repository}`);
      }),
    );
  }
  if (hosted !== undefined && !parts.includes('repository')) {
    // The hand-over says that they stand: the host is asked whether they still do.
    const unseen = await assertRulesStand(session, hosted, intended).catch(async (error: unknown) => {
      if (error instanceof Unprotected) await keepOut(bootstrap, clouds, handOver, say);
      throw inWords(error, `Looking at the rules of the ${host.words.repository}`);
    });
    for (const each of unseen)
      terminal.warn(`${each}. That nobody does is what ${handOverName} says: whoever sent it has seen it.`);
  }
  if (hosted !== undefined) {
    const { name, id, prefix, url, issuer } = hosted;
    const other = host.section === 'github' ? {} : { host: host.section, ...present({ url, issuer }) };
    const stands = parts.includes('repository') || handOver.repository?.protected === true;
    handOver = {
      ...handOver,
      repository: {
        ...{ ...other, name, id, prefix, level, environment },
        ...{ subjects: { ...intended.subjects }, protected: stands },
        ...present({ connections: connectionsNamed(bootstrap) }),
      },
    };
  }
  const { repository } = handOver;
  if (repository === undefined || !repository.protected) {
    throw new Failure(`The rules of the ${host.words.repository} do not stand yet, so nothing may trust its jobs.`, [
      `Let somebody with the role ${host.words.admin} in it run first: entra-workspaces bootstrap --only repository`,
    ]);
  }

  const identities = identitiesAt(level);
  const known: KnownApps = { ...pipelineOf(deployment.pipeline)?.entra, ...handOver.entra?.clients };
  const at = (over: Partial<Made>): ReturnType<typeof futureDeployment> =>
    futureDeployment(input, deployment, { ...fixed(), ...over }, file);
  const fixed = (): Made => ({
    host,
    repository: handOver.repository ?? repository,
    environment,
    level,
    entraRights: intended.entraRights,
    place: intended.place,
    kmsKeyId: handOver.aws?.kmsKeyId,
    boundaryArn: deployment.aws.permissionsBoundaryArn ?? boundaryArnOf(deployment),
    clients: handOver.entra?.clients,
  });

  const makeHome = async (home: StateHome): Promise<HomeMade> => {
    await home.assertPlace();
    const roles = identities.map((identity) => roleArnOf(deployment, identity));
    const state = await home.make({ roles, mark: handOver.mark, say });
    state.others.forEach((each) => terminal.warn(each));
    return state;
  };

  try {
    // 2: the state.
    const first = at({}).deployment;
    if (parts.includes('aws')) await assertAccount(clouds, deployment);
    const home = homeOf(bootstrap, first);
    if (level === 'refused') {
      const which = ofParts(clouds, parts);
      const mark = (await home?.knownMark()) ?? handOver.mark;
      const azure = home instanceof AzureHome ? { arm: home.arm, deployment: first } : undefined;
      const applying: readonly Identity[] = ['apply'];
      const of = { deployment, mark, alsoMarks: [handOver.mark], host, identities: applying };
      const left = await withdraw(which, of, { known, azure, say });
      if (left !== undefined) terminal.warn(left);
    }
    const state = home === undefined ? undefined : await makeHome(home);
    if (state !== undefined) handOver = { ...handOver, mark: state.mark };
    if (parts.includes('aws')) {
      const roles = {
        mainPlan: roleArnOf(first, 'mainPlan'),
        ...(level === 'refused' ? {} : { apply: roleArnOf(first, 'apply') }),
      };
      const { accountId } = deployment.aws;
      const boundary = present({ boundaryArn: fixed().boundaryArn });
      handOver = { ...handOver, aws: { accountId, ...boundary, roles, ...state?.place } };
    }
    handOver = { ...handOver, repository: withTold(repository, await settledBefore(bootstrap, handOver.mark)) };
    // 3 and 4: identities that trust nobody, and their rights. 5: trust.
    const future = at({});
    const handed = { mark: handOver.mark, repository: handOver.repository ?? repository };
    const making = await makingOf(bootstrap, handed, future, identities);
    const { verbose, consent } = asked;
    const shared = { verbose, ...present({ home }) };
    // Whoever does one cloud alone may not reach the place of the state: then it lies in a file, and what is lost is found.
    const stateOf = (half: 'aws' | 'entra'): ReturnType<typeof stateOfHalf> | { readonly path: string } =>
      home === undefined
        ? { path: join(dirname(file), halfFile(deployment.name, half)) }
        : stateOfHalf(future.deployment, half);
    const aws = parts.includes('aws')
      ? await prepareAws(clouds, context, making, { state: stateOf('aws'), ...shared })
      : undefined;
    if (aws) say(aws.changes);
    const entra = parts.includes('entra')
      ? await prepareEntra(clouds, context, making, { state: stateOf('entra'), consent, known, ...shared })
      : undefined;
    if (entra) say(entra.changes);
    const arm = home instanceof AzureHome ? home.arm : undefined;
    // Whoever lets jobs in to the state goes by no file for who they are.
    if (arm && !entra) await assertHandedApps(clouds.graph, making, handOver);
    const principals = entra || arm ? await principalsOf(clouds.graph, making, known) : handOver.entra?.principals;
    if (arm) say(await letJobsIn(arm, future.deployment, principals ?? {}));
    const told = await settle(bootstrap, making, { graph: clouds.graph, known, wanted, say, done: handOver });
    if (told !== undefined) handOver = { ...handOver, repository: withTold(repository, told) };
    const settled = { ...making, repository: { ...making.repository, ...(handOver.repository ?? repository) } };
    const knows = isTold(host, settled);
    const noted = host.settles === true ? { told: knows } : {};
    if (aws) say((await aws.trust(settled)).changes);
    if (aws && handOver.aws) handOver = { ...handOver, aws: { ...handOver.aws, ...noted } };
    if (entra) {
      const { changes, outputs } = await entra.trust(settled);
      say(changes);
      const client = (identity: Identity): string => outputs[`${identity}-client`] ?? '';
      handOver = {
        ...handOver,
        entra: {
          tenantId: deployment.entra.tenantId,
          clients: { mainPlan: client('mainPlan'), ...(level === 'refused' ? {} : { apply: client('apply') }) },
          rights: intended.entraRights,
          ...{ ...present({ principals }), ...noted },
        },
      };
    }
    if (arm && 'azurerm' in intended.place && principals !== undefined)
      handOver = { ...handOver, azure: { ...intended.place.azurerm, principals } };
    // 6: read back.
    const seen = { ...(aws ? { aws: clouds.aws } : {}), ...(entra ? { graph: clouds.graph } : {}) };
    const problems = [
      ...(knows ? await trustProblems(seen, settled, handOver.entra?.clients ?? {}) : []),
      ...(arm ? await roleProblems(arm, future.deployment, principals ?? {}) : []),
    ];
    if (problems.length > 0) {
      throw new Failure('What the clouds keep is not what was made.', [
        ...problems,
        'Somebody changed it meanwhile. Run bootstrap again.',
      ]);
    }
    return await finish(bootstrap, {
      handOver,
      making: { ...settled, deployment: future.deployment },
      made,
      say,
      // Whoever does a cloud alone does not know who reviews: the file on main stays what it is.
      owners:
        parts.includes('repository') && people.length > 0 && host.ownersPath !== undefined
          ? { path: host.ownersPath, text: owners }
          : undefined,
      at,
    });
  } catch (error) {
    // What is known by now is what the next run, or the next person, goes on from.
    if (asked.only !== undefined) await writeHandOver(handOverFile, handOver);
    throw inWords(error, 'A call');
  }
}

/** The applications of a hand-over, as the tenant has them. @throws Failure where they are not as bootstrap makes them */
async function assertHandedApps(graph: Clouds['graph'], making: Making, { entra }: HandOver): Promise<void> {
  const found = await principalsOf(graph, making, entra?.clients ?? {});
  const wrong = [
    ...(JSON.stringify(found) === JSON.stringify(entra?.principals)
      ? []
      : [`entra.principals: must be ${JSON.stringify(found)}, got: ${JSON.stringify(entra?.principals)}`]),
    ...(await trustProblems({ graph }, making, entra?.clients ?? {})),
  ];
  if (wrong.length === 0) return;
  throw new Failure(`What ${handOverName} says of the applications is not what the tenant says.`, [
    ...wrong,
    'Nobody was let in to the state. Ask whoever sent it, by another way than the file came.',
  ]);
}

interface Finishing {
  readonly handOver: HandOver;
  readonly making: Making;
  readonly made: string[];
  readonly say: (things: readonly string[]) => void;
  readonly owners: { readonly path: string; readonly text: string } | undefined;
  readonly at: (over: Partial<Made>) => ReturnType<typeof futureDeployment>;
}

/** The deployment, the files of the repository and its variables; or what the next person needs. */
async function finish(bootstrap: Bootstrap, { handOver, making, made, say, owners, at }: Finishing): Promise<Outcome> {
  const { asked, file, session, handOverFile, hosted } = bootstrap;
  const complete = missingIn(handOver, making.deployment, bootstrap.host).length === 0;
  const written: string[] = [];
  if (asked.only !== undefined) await writeHandOver(handOverFile, handOver);
  if (complete) {
    if (hosted?.admin === true && bootstrap.intended.parts.includes('repository')) {
      const { deployment, host, intended } = bootstrap;
      const environmentBefore = settingsIn(host, deployment)?.environment;
      const of = { deployment: deployment.name, environment: intended.environment, environmentBefore };
      say(await setVariables(session, hosted, handOver, of));
    }
    const future = at({ kmsKeyId: handOver.aws?.kmsKeyId, clients: handOver.entra?.clients });
    written.push(...(await writeRepository(file, { ...future, ...present({ owners }) })));
  }
  return { made, handOver, complete, written, making };
}
