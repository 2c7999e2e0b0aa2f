/** Steps of the owner of a pipeline that are the same on every host. */
import { partsOfArn } from '../../../domain/arn.js';
import { pipelineOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { stateKeyOf } from '../../../deployment/state-key.js';
import { partitionOf } from '../../../domain/partitions.js';
import type { Identity, Trusted } from '../../../domain/pipeline-subjects.js';
import { stateAccessOf } from '../../permissions/azure-state-access.js';
import { bucketPolicy } from '../../permissions/bucket-policy.js';
import { boundaryCommand } from '../../permissions/notes.js';
import { boundaryArnOf } from '../../permissions/places.js';
import { credentialOf, flexibleCredentialOf, trustOf } from './trust.js';

/** A step with commands. They begin their lines: behind blanks the end of a here-document is none for a shell. */
export function step(text: string, commands: readonly string[], after = ''): string {
  return [text, '', '```sh', ...commands, '```', ...(after === '' ? [] : ['', after])].join('\n');
}

/** The rights of an identity that applies make roles with a boundary alone. */
export function boundaryStep(deployment: Deployment): string[] {
  const { aws, pipeline } = deployment;
  if (aws.permissionsBoundaryArn !== undefined || pipelineOf(pipeline)?.aws.apply === undefined) return [];
  const arn = boundaryArnOf(deployment);
  return [
    step(
      'In AWS, somebody whom no pipeline can be: make the permissions boundary that holds what the pipeline makes. Without it the rights that are printed for apply do not do.',
      [
        `npx ${boundaryCommand} --json | node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)).commands[0].aws[0])' > boundary.json`,
        `aws iam create-policy --policy-name '${arn.split('/').at(-1)}' --policy-document file://boundary.json`,
      ],
      `Then write \`"permissionsBoundaryArn": "${arn}"\` under \`aws\` in \`deployment.json\`. An administrator who applies by hand needs no printed policy.`,
    ),
  ];
}

/**
 * The place of the state, as bootstrap makes it but for a key of its own: versions, nothing public, TLS alone, and kept plans
 * that nobody writes over. Source of the commands: https://docs.aws.amazon.com/cli/latest/reference/s3api/.
 */
export function storeStep(deployment: Deployment): string[] {
  const { state } = deployment;
  if ('azurerm' in state) return azureStateStep(deployment);
  if (!('s3' in state)) return [];
  const { bucket, region } = state.s3;
  const roles = Object.values(pipelineOf(deployment.pipeline)?.aws ?? {}).flatMap((arn) => arn ?? []);
  const stateKey = stateKeyOf(deployment) ?? '';
  const policy = bucketPolicy(bucket, { stateKey, roles, partition: partitionOf(region) });
  const expires = {
    ID: 'kept-plans',
    Status: 'Enabled',
    Filter: { Prefix: `${stateKey}.plans/` },
    Expiration: { Days: 30 },
  };
  const earlier = {
    ...{ ID: 'earlier-versions', Status: 'Enabled', Filter: { Prefix: '' } },
    NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  };
  const call = (action: string, rest: string): string =>
    `aws s3api ${action} --bucket '${bucket}' --region ${region} ${rest}`;
  const written = (file: string, json: object): string[] => [
    `cat > ${file} <<'JSON'`,
    JSON.stringify(json, undefined, 2),
    'JSON',
  ];
  return [
    step(
      `In AWS, the bucket of the state, \`${bucket}\`: versions, nothing public, encrypted connections alone; nobody replaces a kept plan, and after 30 days it goes. One that is there already goes without the first command, and keeps its own statements and rules beside these: the last two commands replace all of them.`,
      [
        call(
          'create-bucket',
          region === 'us-east-1' ? '' : `--create-bucket-configuration LocationConstraint=${region}`,
        ).trim(),
        call('put-bucket-versioning', '--versioning-configuration Status=Enabled'),
        call(
          'put-public-access-block',
          '--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
        ),
        ...written('bucket-policy.json', policy),
        call('put-bucket-policy', '--policy file://bucket-policy.json'),
        ...written('lifecycle.json', { Rules: [earlier, expires] }),
        call('put-bucket-lifecycle-configuration', '--lifecycle-configuration file://lifecycle.json'),
      ],
    ),
  ];
}

/** A role of data actions alone for each job, on the container, within the paths of this state. */
function azureStateStep(deployment: Deployment): string[] {
  const pipeline = pipelineOf(deployment.pipeline);
  const jobs = (['mainPlan', 'apply', 'pullRequestPlan'] as const).flatMap((job) => {
    const access = stateAccessOf(deployment, job);
    const client = pipeline?.entra[job];
    return access === undefined || client === undefined ? [] : [{ job, client, ...access }];
  });
  const written = (file: string, text: string): string[] => [`cat > ${file} <<'TEXT'`, text, 'TEXT'];
  return [
    step(
      'In Azure, as Owner of the resource group: a role of data actions alone for each job, within the paths of this state. A lock is a lease, and whoever takes a lease may replace the state: so the job that plans takes none, reads, and puts new plans under `.plans/`, where it replaces nothing. A new role takes some minutes.',
      jobs.flatMap(({ job, client, definition, condition, scope }) => {
        const file = `state-${job.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        return [
          ...written(`${file}.json`, JSON.stringify(definition, undefined, 2)),
          ...written(`${file}.txt`, condition),
          `az role definition create --role-definition @${file}.json`,
          `az role assignment create --role '${definition.Name}' --scope '${scope.replaceAll("'", `'\\''`)}' --assignee-object-id "$(az ad sp show --id '${client}' --query id --output tsv)" --assignee-principal-type ServicePrincipal --condition-version 2.0 --condition "$(cat ${file}.txt)"`,
        ];
      }),
      'Give the jobs no other role on the account, and no reader of the subscription `Storage Blob Data` roles. Before the first merge a person plans once on a laptop (`npm run plan`): where no state is there yet, terraform writes an empty one as soon as it connects, and the job that plans may not.',
    ),
  ];
}

/** What stands in a trust until a command has said it: `id=$(…)`, then `$id` in the place of the word. */
interface Filled {
  readonly word: string;
  readonly variable: string;
  readonly command: string;
}

/** Whom each cloud lets in: the same on every host whose subjects are known beforehand. */
export function trustSteps(
  deployment: Deployment,
  host: string,
  trusted: (identity: Identity) => Trusted,
  filled?: Filled,
): string[] {
  const pipeline = pipelineOf(deployment.pipeline);
  if (pipeline === undefined) return [];
  const identities = (['mainPlan', 'apply'] as const).filter((identity) => pipeline.aws[identity] !== undefined);
  const { issuer, audiences } = trusted('mainPlan');
  const { accountId: account } = partsOfArn(pipeline.aws.mainPlan ?? '');
  // No shell reads the JSON: a name in it may hold anything.
  const written = (file: string, json: object): string[] => [
    `${filled === undefined ? 'cat' : `sed "s|${filled.word}|$${filled.variable}|g"`} > ${file} <<'JSON'`,
    JSON.stringify(json, undefined, 2),
    'JSON',
  ];
  return [
    step(
      `In AWS: the identity provider \`${issuer}\` with the audience \`${audiences.aws}\` (once an account; ${account}), and each role trusts its own job and nobody else.`,
      [
        ...(filled === undefined ? [] : [`${filled.variable}=$(${filled.command})`, `echo "$${filled.variable}"`]),
        `aws iam create-open-id-connect-provider --url '${issuer}' --client-id-list '${audiences.aws}'`,
        ...identities.flatMap((identity) => {
          const arn = pipeline.aws[identity] ?? '';
          const file = `trust-${identity === 'apply' ? 'apply' : 'main-plan'}.json`;
          return [
            ...written(file, trustOf(arn, trusted(identity))),
            `aws iam update-assume-role-policy --role-name '${arn.split('/').at(-1)}' --policy-document file://${file}`,
          ];
        }),
      ],
      'Rights: `npx entra-workspaces permissions --deployment deployment.json`; those of apply hold only with `aws.permissionsBoundaryArn`.',
    ),
    step(
      'In Entra: a federated credential for each application, and no other credential; take older ones away.',
      identities.flatMap((identity) => {
        const file = `credential-${identity === 'apply' ? 'apply' : 'main-plan'}.json`;
        const flexible = flexibleCredentialOf(host, identity, trusted(identity));
        const application = `applications(appId='${pipeline.entra[identity]}')`;
        return [
          ...written(file, flexible ?? credentialOf(host, identity, trusted(identity))),
          flexible === undefined
            ? `az ad app federated-credential create --id ${pipeline.entra[identity]} --parameters @${file}`
            : `az rest --method POST --url "https://graph.microsoft.com/beta/${application}/federatedIdentityCredentials" --body @${file}`,
        ];
      }),
      flexibleCredentialOf(host, 'mainPlan', trusted('mainPlan')) === undefined
        ? ''
        : 'The expression is a preview of Entra: it holds the number of the project as well, so that nobody gets in who takes over its name. Where Graph refuses it: `"subject"` with what stands after `claims[\'sub\'] eq`, in the place of `claimsMatchingExpression`.',
    ),
  ];
}
