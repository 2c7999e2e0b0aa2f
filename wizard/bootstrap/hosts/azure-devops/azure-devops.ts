/**
 * Azure DevOps, dev.azure.com. Its record: what protects is policies of the main branch and checks on the service connections. A
 * connection names the application of its job, and tells only then what the clouds have to trust: so it settles.
 */
import { azureDevOpsTokens, nameOf, prefixOf } from '../../../repository/pipelines/tokens/azure-devops.js';
import { mainBranch } from '../../../../domain/pipeline-subjects.js';
import { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { Failure } from '../../../terminal/failure.js';
import type { BootstrapHost, Hosted, HostPlan, HostSession, HostThing, HostWords } from '../host.js';
import type { Connection, Connections, Identity } from '../../../repository/pipelines/tokens/token-host.js';
import { dropAll, settle, settled } from './all-connections.js';
import { approverNamed, approversNumbered } from './approvers.js';
import { dropPolicies, ownersThere, policiesLack, refuseForeignPolicies, setPolicies } from './branch-policies.js';
import { connectionName } from './connections.js';
import { setSettings, settingsLack } from './general-settings.js';
import { named, ofRemote, placeOf } from './names.js';
import { dropDefinition, ourDefinition, setDefinition } from './pipeline-definition.js';
import { firstFile, lookAtProject, setMainBranch, type HostedProject } from './project.js';

/** A repository, with what its API is asked by. */
export interface HostedInAzure extends Hosted {
  readonly at: HostedProject;
}

const words: HostWords = {
  host: 'Azure DevOps',
  repository: 'repository',
  Repository: 'Repository',
  remote: 'dev.azure.com',
  form: 'ORGANIZATION/PROJECT/REPOSITORY',
  admin: 'Project Administrator',
  adminNeeds:
    'a token with Build, Code, Service Connections and Pipeline Resources to manage, Identity and Project to read; or az login',
  signIn: 'az login, or AZURE_DEVOPS_EXT_PAT',
  token: 'AZURE_DEVOPS_EXT_PAT',
  change: 'pull request',
  make: 'az repos create',
  reviewer: 'the address of a person, or a group such as [PROJECT]\\Contributors',
  reviewerForms: 'addresses or groups',
  levels: {
    approved: `Approvers of the service connection approve each apply, and nobody their own; branch control lets ${mainBranch} alone in.`,
    confirmed: 'No level of Azure DevOps: every plan of it keeps approvals.',
    refused: `Nothing but a laptop applies: there is no service connection to apply. What plans is let in from ${mainBranch} alone.`,
  },
  planUntold: '',
  experimental:
    'AWS is experimental here: Azure DevOps retires the issuer vstoken.dev.azure.com on 1 July 2027, and nobody has seen AWS take tokens of the other one. Let the first plan show it; until it does, plan and apply from a laptop or another host.',
  runners: 'the agents of Microsoft come from the internet',
  restsOn: () =>
    `Both clouds compare the service connection and no branch: its branch control alone keeps other branches out. Who may edit the pipeline (Pipelines, its Security, Edit build pipeline: contributors, unless it is taken away) may point it at another file of ${mainBranch} and gets what plans. Who may start it (Queue builds: contributors, and the build service, whose token every job of every branch has) may do so with a commit of another branch, and nobody has seen whether branch control keeps that out: what plans reads the state. Who may bypass policies of the branch, or vote on pull requests as the build service, is a permission of the repository. None of these is set or read here: the API of permissions takes a token that may change every permission of the organization (vso.security_manage), which no other step needs, and nobody has seen whether the check of a pull request still starts where contributors may start nothing. Deny them as the README says, and try a pull request after it.`,
  restedOn: (_environment, rulesRead) =>
    `Neither cloud can tell a branch from \`${mainBranch}\`: branch control of the service connections alone keeps it out${rulesRead ? ', and was read back above' : ''}.`,
};

export const azureDevOps: BootstrapHost<HostedInAzure, 'azureDevOps'> = {
  ...azureDevOpsTokens,
  section: 'azureDevOps',
  words,
  settles: true,
  lacks: {
    confirmed: 'must be approved or refused: Azure DevOps keeps approvals on every plan, so nothing has to do without.',
  },
  withoutEnvironments: 'Who approves stands on the service connection that applies: --reviewer.',
  withoutVariables: true,
  ownersPath: undefined,
  named,
  ofRemote,
  sectionMade: ({ repository: { name, connections }, level, entraRights, aws, entra }, before) => {
    const place = placeOf(name);
    if (place === undefined) throw new Error(`not the name of a repository: ${name}`);
    const { organization, project, repository } = place;
    // At a level that was raised there is one of them.
    const { mainPlan, apply } = { ...notYet, ...connections };
    const named = { organization, project, ...(repository === project ? {} : { repository }), level };
    if (aws === undefined) return { ...before, ...named };
    return {
      ...before,
      ...named,
      connections: { mainPlan, ...(level === 'refused' || apply === undefined ? {} : { apply }) },
      ...{ entraRights, aws, entra },
    };
  },
  hasToken: (env) => Boolean(env['AZURE_DEVOPS_EXT_PAT']),
  open: (env) => azureDevOpsSession((organization) => AzureDevOpsApi.from(env, organization)),
  levelForeseen: () => 'approved',
  whyNoMore: () => '',
  subjectsGiven: (given) => {
    if (given.length === 0) return {};
    throw new Failure('Azure DevOps says itself whom to trust: the service connections show it.', [
      `Leave out --subject ${given[0]}`,
    ]);
  },
  handedProblems: ({ name, prefix, connections }, tenantId) => {
    const { organization = '', project = '' } = placeOf(name) ?? {};
    const lines =
      prefix === prefixOf(organization) ? [] : [`repository.prefix: must be ${prefixOf(organization)}, got: ${prefix}`];
    for (const [identity, each] of Object.entries(connections ?? {}) as [Identity, Connection | undefined][]) {
      if (each === undefined || isOfProject(each, { organization, project, tenantId })) continue;
      lines.push(
        `repository.connections.${identity}: must be of a service connection of ${name}, got: ${each.issuer}, ${each.subject}`,
      );
    }
    return lines;
  },
  ownersKnown: (reviewers) => reviewers,
  things,
};

/** Stand for connections that are not made yet: no right follows from them. */
const notYet: Connections = {
  mainPlan: notMade('main-plan', 1),
  apply: notMade('apply', 2),
};
function notMade(name: string, number: number): Connection {
  const id = `00000000-0000-4000-8000-00000000000${number}`;
  return { name, id, issuer: `https://vstoken.dev.azure.com/${id}`, subject: `not-made-yet/${name}` };
}

/** The older subjects hold names; of the newer ones the last part is the id. */
function isOfProject(
  { id, issuer, subject, name }: Connection,
  {
    organization,
    project,
    tenantId,
  }: { readonly organization: string; readonly project: string; readonly tenantId: string },
): boolean {
  if (/^https:\/\/vstoken\.dev\.azure\.com\/[0-9a-f-]{36}$/i.test(issuer))
    return subject === `sc://${organization}/${project}/${name}`;
  return (
    issuer.toLowerCase() === `https://login.microsoftonline.com/${tenantId.toLowerCase()}/v2.0` &&
    subject.toLowerCase().endsWith(`/${id.toLowerCase()}`)
  );
}

/** Somebody who is signed in: an organization is known with the first name. */
export function azureDevOpsSession(apiOf: (organization: string) => AzureDevOpsApi): HostSession<HostedInAzure> {
  const of = (name: string) => {
    const place = placeOf(name);
    if (place === undefined) throw new Failure(`--repository must be ${words.form}, got: ${name}`);
    return { ...place, api: (api = apiOf(place.organization)) };
  };
  let api: AzureDevOpsApi | undefined;
  const signedIn = (): AzureDevOpsApi => {
    if (api === undefined) throw new Error('the repository is looked at first');
    return api;
  };
  return {
    look: async (name) => {
      const place = of(name);
      const at = await lookAtProject(place.api, place);
      return {
        ...{
          name: nameOf({ ...place, project: at.project.name, repository: at.repository.name }),
          id: at.repository.id,
        },
        ...{ prefix: prefixOf(place.organization), admin: true, private: true, fork: false, hasMain: at.hasMain },
        ...{ plan: undefined, claims: undefined, at },
      };
    },
    reviewerNamed: async (name) => {
      const { id, group } = await approverNamed(signedIn(), name);
      return { type: group ? 'Team' : 'User', id, name };
    },
    reviewersThere: async (name) => {
      const place = of(name);
      const ids = await ownersThere(place.api, await lookAtProject(place.api, place));
      return (await approversNumbered(place.api, ids)).map(({ id, name: called, group }) => ({
        type: group ? ('Team' as const) : ('User' as const),
        id,
        name: called,
      }));
    },
    setRules: async ({ at }, { deployment, reviewers, data = [] }) => {
      const owners = reviewers.map(approverOf);
      await refuseForeignPolicies(signedIn(), at, deployment);
      const done = await setMainBranch(signedIn(), at);
      const { id: definition, done: made } = await setDefinition(signedIn(), at, deployment);
      const policies = await setPolicies(signedIn(), at, { deployment, definition, owners, data });
      const settings = await setSettings(signedIn(), at);
      const weak = [...(await settingsLack(signedIn(), at)), ...(await policiesLack(signedIn(), at, { owners }))];
      if (weak.length === 0) return [...done, ...made, ...policies, ...settings];
      throw new Failure('The policies of the repository are not what was asked for, so nothing trusts it.', [
        ...weak,
        'Nothing was made in a cloud. Put it right, then run bootstrap again.',
      ]);
    },
    weaknesses: async ({ at }, { reviewers, level, deployment }) => ({
      weak: [
        ...(await settingsLack(signedIn(), at)),
        // At this level somebody approves, and owns the code: who, the host knows.
        ...(await policiesLack(
          signedIn(),
          at,
          { owners: reviewers.map(approverOf) },
          level === 'refused' ? undefined : deployment,
        )),
      ],
      unseen: [],
    }),
    settled: async ({ at }, how) => settled(signedIn(), at, how),
    settle: async ({ at }, { reviewers }, how) => {
      const definition = await ourDefinition(signedIn(), at, how.deployment);
      if (definition === undefined) throw new Failure('The pipeline is not there any more.', ['Run bootstrap again.']);
      return settle(signedIn(), at, { ...how, approvers: reviewers.map(approverOf), definition });
    },
    setVariables: () => Promise.resolve([]),
    // The connection that applies goes where it settles, before the level says that it went; there is nothing else that it leaves.
    dropUnused: () => Promise.resolve([]),
    dropRules: async ({ name }, { deployment, mark, connections, stays }) => {
      const place = of(name);
      const at = await lookAtProject(place.api, place);
      const first = await dropAll(place.api, at, { deployment, mark, known: connections });
      const policies = await dropPolicies(place.api, at, deployment);
      [...first.stays, ...policies.stays].forEach(stays);
      return [...first.gone, ...policies.gone, ...(await dropDefinition(place.api, at, deployment))];
    },
  };
}

const approverOf = ({ id, name, type }: { id: number | string; name: string; type: string }) => ({
  ...{ id: String(id), name, group: type === 'Team' },
});

function things({ deployment: { name }, repository, level, reviewers }: HostPlan): readonly HostThing[] {
  const people = reviewers.join(', ');
  const connection = (identity: Identity, why: string): HostThing => ({
    what: `service connection ${connectionName(name, identity)}`,
    why,
  });
  const control = `branch control lets ${mainBranch} alone in, and this pipeline alone may use it`;
  return [
    ...(repository.hasMain === false
      ? [{ what: `the branch ${mainBranch} with ${firstFile.path}`, why: 'the repository is empty' }]
      : []),
    {
      what: 'setting of the project: variables that can be set at queue time are limited',
      why: 'whoever starts a run would choose what it reads otherwise; it holds for each pipeline of the project, and stays',
    },
    { what: `pipeline desktops-${name}`, why: 'of azure-pipelines.yml, which the first pull request brings' },
    {
      what: `policies of ${mainBranch}`,
      why: `a reviewer who is neither author nor who pushed last${people === '' ? '' : `; code is approved by ${people}${reviewers.length > 1 ? ', each of them (of a group one is enough)' : ''}`}; the pipeline checks it`,
    },
    connection('mainPlan', control),
    ...(level === 'refused'
      ? []
      : [
          connection(
            'apply',
            `${control}; approved by ${people || 'those who approve now'}, not by who started the run`,
          ),
        ]),
  ];
}
