/**
 * The pipeline of Azure Pipelines. What protects is the checks on the two service connections (approvals, branch control),
 * which are made on them and not here: whoever may write a branch may write another file. A condition only spares a stage
 * that would be refused anyway. See docs/decisions/0008-main-plans-and-nobody-else.md. Sources:
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals.
 */
import { azurePipelinesFile } from '../../../domain/pipeline-files.js';
import { onlyChecks, type SettingsOf } from '../../../deployment/pipeline-of.js';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../../deployment/schema.js';
import { checkName, mainBranch, type Identity, type Trusted } from '../../../domain/pipeline-subjects.js';
import { azureJob, connectionVariable } from '../../clouds/job-hosts/azure-devops.js';
import { assertPersonAsked } from './azure-requester.js';
import {
  getPackage,
  identityVariables,
  indented,
  mapping,
  packageVariables,
  quoted,
  type FilesRequest,
  type PipelineFile,
} from './parts.js';
import { aboutFile, checksOnlyStep, laptopAlone, laptopApplies, type PipelineOn } from './pipeline-on.js';
import { boundaryStep, step, storeStep, trustSteps } from './shared-steps.js';
import { versions } from './versions.js';

const program = 'node "$(Agent.TempDirectory)/entra-workspaces/bin/entra-workspaces.cjs"';
const artifact = 'synthesized';

export const azureDevOps: PipelineOn<'azureDevOps'> = {
  others: { at: azurePipelinesFile, reader: async () => (await import('./azure-templates.js')).templatesOfOthers },
  files: azureDevOpsFiles,
  steps: azureDevOpsSteps,
  protection: ({ level, connections, ...identities }) =>
    level === 'refused'
      ? laptopAlone(onlyChecks(identities))
      : `Approvers of the service connection ${connections?.apply?.name ?? ''} approve, and its branch control alone keeps other branches out: the clouds compare the connection and no branch.`,
  bootstrapped: ({ organization, project, repository = project, level, connections }) => {
    const at = [organization, project].map(encodeURIComponent).join('/');
    return {
      signIn: ' and `az login`, which Azure DevOps takes as well (or set `AZURE_DEVOPS_EXT_PAT`)',
      repository: `${organization}/${project}/${repository}`,
      remote: `https://dev.azure.com/${at}/_git/${encodeURIComponent(repository)}`,
      propose: `az repos pr create --organization https://dev.azure.com/${organization} --project '${project}' --repository '${repository}' --source-branch desktops --target-branch ${mainBranch}`,
      proposal: 'pull request',
      apply:
        level === 'refused'
          ? laptopApplies
          : `look at the summary of *Plan what is on main* (tab *Extensions*), and approve \`${connections?.apply?.name ?? ''}\``,
      again: 'run the pipeline on `main` again',
      besides: `${keptOut(project)} Let *${project} Build Service* edit work items: the report of each working day keeps one.`,
    };
  },
  job: azureJob,
  // Always: it is what the approval of the connection leaves open.
  secondPerson: { counts: () => true, assert: async (_range, env) => assertPersonAsked(env) },
};

/** One file. */
function azureDevOpsFiles(request: FilesRequest<SettingsOf<'azureDevOps'>>): readonly PipelineFile[] {
  return [
    {
      path: pipelineHosts.azureDevOps.home,
      about: aboutFile(onlyChecks(request.settings), 'pull request'),
      text: azurePipeline(request),
    },
  ];
}

const onMain = `eq(variables['Build.SourceBranch'], 'refs/heads/${mainBranch}')`;
const scheduled = "eq(variables['Build.Reason'], 'Schedule')";

function azurePipeline(request: FilesRequest<SettingsOf<'azureDevOps'>>): string {
  const { deployment, settings, pin } = request;
  const connections = onlyChecks(settings) ? undefined : settings.connections;
  const check = stage({ id: 'check', name: checkName, minutes: 15 }, [
    ...setUp(2),
    ...bash('Check, and say what differs from main', `${program} pipeline check`),
    ...(connections === undefined ? [] : ['- publish: cdktf.out', `  artifact: ${artifact}`]),
  ]);
  const others = ({ mainPlan, apply }: NonNullable<typeof connections>): string[][] => [
    stage(
      {
        id: 'main_plan',
        name: 'Plan what is on main',
        after: 'check',
        // A pull request is built as refs/pull/NUMBER/merge.
        condition: `and(succeeded(), ${onMain}, not(${scheduled}))`,
        minutes: 120,
      },
      [
        ...setUp(0),
        ...takeSynthesized(),
        ...asConnection(request, 'mainPlan', mainPlan, 'Plan and keep the plan', 'pipeline plan'),
      ],
    ),
    ...(apply === undefined
      ? []
      : [
          stage(
            {
              id: 'apply',
              name: 'Apply that plan',
              after: 'main_plan',
              condition: "and(succeeded(), eq(dependencies.main_plan.outputs['main_plan.told.changes'], 'true'))",
              // Hosted agents end a job after six hours.
              minutes: 355,
              variables: { digest: "$[ stageDependencies.main_plan.main_plan.outputs['told.digest'] ]" },
            },
            [
              ...setUp(1),
              ...takeSynthesized(),
              ...asConnection(request, 'apply', apply, 'Apply', 'pipeline apply "$DIGEST"'),
            ],
          ),
        ]),
    stage(
      {
        id: 'report',
        name: 'Still as the deployment says? What is about to end?',
        after: 'check',
        condition: `and(succeeded(), ${onMain}, ${scheduled})`,
        minutes: 120,
      },
      [
        ...setUp(0),
        ...takeSynthesized(),
        ...asConnection(request, 'mainPlan', mainPlan, 'Compare, look, and keep one work item', 'pipeline report'),
      ],
    ),
  ];
  const stages = connections === undefined ? [check] : [check, ...others(connections)];
  return [
    `name: ${quoted(`desktops-${deployment.name}`)}-$(Rev:r)`,
    '',
    'trigger:',
    '  branches:',
    `    include: [${mainBranch}]`,
    '',
    '# Pull requests come from the build validation of the branch policy.',
    'pr: none',
    '',
    // What looks each working day looks into both clouds.
    ...(connections === undefined
      ? []
      : [
          'schedules:',
          '  - cron: "23 5 * * 1-5"',
          '    displayName: Each working day',
          '    branches:',
          `      include: [${mainBranch}]`,
          '    always: "true"',
          '',
        ]),
    'pool:',
    `  vmImage: ${versions.runner}`,
    '',
    'variables:',
    '  # What every job runs, whatever the lock file of the repository says. entra-workspaces init renews both lines.',
    ...indented(2, mapping(packageVariables(pin, '$(Build.SourcesDirectory)'))),
    '',
    'stages:',
    ...stages.flatMap((each, at) => [...(at > 0 ? [''] : []), ...indented(2, each)]),
    '',
  ].join('\n');
}

interface StageRequest {
  readonly id: string;
  readonly name: string;
  readonly after?: string;
  readonly condition?: string;
  readonly minutes: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A stage with its one job: checks of a connection hold for the stage that names it. */
function stage({ id, name, after, condition, minutes, variables }: StageRequest, steps: readonly string[]): string[] {
  return [
    `- stage: ${id}`,
    ...indented(2, [
      `displayName: ${quoted(name)}`,
      ...(after === undefined ? ['dependsOn: []'] : [`dependsOn: ${after}`]),
      ...(condition === undefined ? [] : [`condition: ${condition}`]),
      ...(variables === undefined ? [] : ['variables:', ...indented(2, mapping(variables))]),
      'jobs:',
      `  - job: ${id}`,
      ...indented(4, [
        `timeoutInMinutes: "${minutes}"`,
        // An agent of one's own keeps its folders: a branch could leave a configuration of git in them.
        'workspace:',
        '  clean: all',
        'steps:',
        ...indented(2, steps),
      ]),
    ]),
  ];
}

/** @param commits how many are fetched; 0: all */
function setUp(commits: number): string[] {
  return [
    '- checkout: self',
    // Texts, by the schema of the language: https://github.com/microsoft/azure-pipelines-vscode/blob/main/service-schema.json.
    '  persistCredentials: "false"',
    '  clean: "true"',
    `  fetchDepth: "${commits}"`,
    '- task: UseNode@1',
    '  inputs:',
    `    version: ${quoted(versions.node)}`,
    '- bash: |',
    ...indented(4, getPackage('##vso[task.logissue type=error]')),
    '  displayName: Get entra-workspaces, known by its content',
    '  workingDirectory: $(Agent.TempDirectory)',
  ];
}

function takeSynthesized(): string[] {
  return ['- download: current', `  artifact: ${artifact}`];
}

function bash(name: string, line: string): string[] {
  return [`- bash: ${line}`, `  displayName: ${quoted(name)}`];
}

/** A step as a service connection: its task names it, so that its checks are asked, and its tokens are given for it alone. */
function asConnection(
  { deployment }: FilesRequest<SettingsOf<'azureDevOps'>>,
  identity: Identity,
  { name, id }: { readonly name: string; readonly id: string },
  what: string,
  call: string,
): string[] {
  const digest = identity === 'apply' ? ['    DIGEST: $(digest)'] : [];
  return [
    '- task: AzureCLI@2',
    '  name: told',
    `  displayName: ${quoted(what)}`,
    '  inputs:',
    `    azureSubscription: ${quoted(name)}`,
    '    scriptType: bash',
    '    scriptLocation: inlineScript',
    // A job that is stopped stops the program, not the shell around it.
    `    inlineScript: ${identity === 'apply' ? 'exec ' : ''}${program} ${call}`,
    '  env:',
    ...digest,
    '    SYSTEM_ACCESSTOKEN: $(System.AccessToken)',
    `    ${connectionVariable}: ${id}`,
    `    ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: ${id}`,
    '    AWS_ROLE_SESSION_NAME: entra-workspaces-$(Build.BuildId)',
    ...indented(4, mapping(identityVariables(identity, deployment))),
  ];
}

/** In the order that is safe. */
function azureDevOpsSteps(deployment: Deployment, settings: SettingsOf<'azureDevOps'>): readonly string[] {
  const { organization, project, level } = settings;
  const connections = onlyChecks(settings) ? undefined : settings.connections;
  if (connections === undefined)
    return [
      checksOnlyStep(
        'pull request',
        ` Make the pipeline of \`${pipelineHosts.azureDevOps.home}\` (Pipelines, *New pipeline*), and let a build validation of \`${mainBranch}\` run it on each.`,
      ),
    ];
  const at = `--organization 'https://dev.azure.com/${organization}' --project '${project}'`;
  const trusted = (identity: Identity): Trusted => {
    const { issuer, subject } = connections[identity === 'apply' ? 'apply' : 'mainPlan'] ?? connections.mainPlan;
    return pipelineHosts.azureDevOps.trusted(identity, { issuer, subject });
  };
  const named = Object.values(connections).flatMap((each) => each ?? []);
  return [
    step(
      `In Azure DevOps, before any cloud trusts it: a branch policy on \`${mainBranch}\` (reviewers, no vote of whoever pushed last, build validation by this pipeline), and a service connection for each job: *Azure Resource Manager*, *App registration or managed identity (manual)*, *Workload identity federation*. Draft them, and read issuer and subject identifier off each.`,
      named.map(
        ({ name, id }) =>
          `az devops service-endpoint show ${at} --id ${id} --query '[name, authorization.parameters.workloadIdentityFederationIssuer, authorization.parameters.workloadIdentityFederationSubject]'   # ${quotedInComment(name)}: must be as deployment.json says`,
      ),
      'Nothing of that protects by itself: whoever may write a branch may name a connection in another file.',
    ),
    `On the connections themselves, not in the YAML (Project settings, Service connections, the connection, *Approvals and checks*): *Branch control* with \`refs/heads/${mainBranch}\` alone and *Verify branch protection* on${connections.apply === undefined ? ` \`${connections.mainPlan.name}\`` : ' both'}${level === 'refused' || connections.apply === undefined ? '.' : `, and *Approvals* on \`${connections.apply.name}\`, without "Allow approvers to approve their own runs".`} *Security*: this pipeline alone may use them, not "all pipelines".`,
    ...boundaryStep(deployment),
    ...trustSteps(deployment, 'azure-devops', trusted),
    'AWS is experimental here: Azure DevOps retires the issuer `vstoken.dev.azure.com` on 1 July 2027, and nobody has seen AWS take tokens of the other one. Let the first plan show it; until it does, plan and apply from a laptop or another host.',
    ...storeStep(deployment),
    `Make the pipeline of \`azure-pipelines.yml\`. ${keptOut(project)} Let *${project} Build Service* edit work items: the report of each working day keeps one. From then on: a pull request is checked without any identity; \`${mainBranch}\` is planned anew after the merge${level === 'refused' ? '; a person applies on a laptop.' : ', and exactly that plan is applied once its connection is approved. Look at the summary of *Plan what is on main* first (tab *Extensions*); its digest stands in the first line.'} When a plan is superseded, stale or older than a day: run the pipeline on \`${mainBranch}\` again.`,
  ];
}

/** Nobody has seen what branch control makes of such a run: docs/first-account.md asks. */
const keptOut = (project: string): string =>
  `On the pipeline (*Security*) deny *Contributors* both *Edit build pipeline* and *Queue builds*, and *${project} Build Service* *Queue builds*: a run of \`${mainBranch}\` that is queued with a commit of another branch may pass its branch control, and the token of any job, of any branch, is the build service. Merges and schedules start it all the same. In the repository (*Security*) deny *${project} Build Service* *Contribute to pull requests*: its vote would count as that of a reviewer. \`bootstrap\` sets none of these permissions, and \`doctor\` does not read them.`;

const quotedInComment = (text: string): string => text.replaceAll(/[\r\n]/g, ' ');
