/**
 * What a hand-over says, compared with all that is known here before a cloud trusts anybody by it: the deployment, what was
 * asked for, and the host where somebody is signed in. A file that came by mail is no reason to trust anything.
 */
import { roleArnOf } from '../../deployment/pipeline-of.js';
import { present } from '../../domain/present.js';
import type { HostName } from '../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../deployment/schema.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { subjectOf, type Intended, type Part } from './describe.js';
import { handOverName, type HandOver } from './hand-over.js';
import { hostOf, settingsIn } from './hosts/index.js';
import type { BootstrapHost, Hosted, HostSession, HostWords } from './hosts/host.js';
import { identitiesAt } from './identities.js';
import { Unprotected } from './unprotected.js';

type Repository = NonNullable<HandOver['repository']>;

/** What was asked for by options, as far as a hand-over may say otherwise. */
export interface AskedBeside {
  readonly repository?: string | undefined;
  /** Address of a host of somebody's own, and who signs its tokens. */
  readonly url?: string | undefined;
  readonly issuer?: string | undefined;
  readonly environment?: string | undefined;
  readonly bucket?: string | undefined;
  readonly host?: HostName | undefined;
  readonly parts: readonly Part[];
  /** What the remote of the working copy names: it counts where neither the deployment nor an option names a repository. */
  readonly origin?: Pick<Repository, 'name' | 'url'> | undefined;
}

/**
 * Compares it with the deployment and with what was asked for.
 * @throws Failure that names each field that does not fit
 */
export function checkHandOver(handOver: HandOver, deployment: Deployment, asked: AskedBeside): void {
  const { repository, aws, azure, entra } = handOver;
  const { parts } = asked;
  const must = (path: string, wanted: string | undefined, got: string | undefined): string[] =>
    wanted === undefined || got === undefined || wanted === got ? [] : [`${path}: must be ${wanted}, got: ${got}`];
  const host = hostOf(deployment, asked.host);
  const settings = host && settingsIn(host, deployment);
  const at = asked.url ?? settings?.url;
  const given = asked.repository === undefined ? undefined : host?.named(asked.repository, at);
  const said = given && { ...present({ url: asked.url }), ...given };
  const named = said?.name ?? asked.repository ?? settings?.name;
  const everybodys = host?.provider({})?.issuer;
  const addressNamed = (): string | undefined => {
    const told = said?.url ?? asked.url ?? settings?.url;
    if (named === undefined || said?.url !== undefined || settings !== undefined) return told;
    // A name without an address is that of the working copy, or on the host that everybody uses.
    return (named.toLowerCase() === asked.origin?.name.toLowerCase() ? asked.origin.url : undefined) ?? everybodys;
  };
  const state = 's3' in deployment.state ? deployment.state.s3 : undefined;
  const inAzure = 'azurerm' in deployment.state ? deployment.state.azurerm : undefined;
  const account = deployment.aws.accountId;
  // Whoever does the part of the repository says these anew.
  const rules = parts.includes('repository') ? undefined : repository;
  const address = addressNamed();
  const isOfSettings = settings !== undefined && (address ?? everybodys) === (settings.url ?? everybodys);
  const wrong = [
    ...(named === undefined && repository !== undefined ? notOfOrigin(repository, asked.origin, host) : []),
    ...must('repository.name', named?.toLowerCase() === rules?.name.toLowerCase() ? undefined : named, rules?.name),
    // Who signs the tokens: without an address it is the host that everybody uses.
    ...must('repository.url', address, rules && (rules.url ?? everybodys)),
    // Whoever makes the rules and says no address signs in where the file says.
    ...(rules === undefined && repository !== undefined && named !== undefined && said?.url === undefined && !settings
      ? must('repository.url', address, repository.url ?? everybodys).map(
          (line) => `${line}. If that one is meant: --host-url ${repository.url}`,
        )
      : []),
    // A number that the deployment keeps: another project has taken over the name since.
    ...(rules !== undefined && isOfSettings && settings.name.toLowerCase() === rules.name.toLowerCase()
      ? must('repository.id', settings.id, rules.id)
      : []),
    ...issuersOfOthers(
      repository,
      asked.issuer ?? (isOfSettings ? settings.issuer : undefined),
      // Made anew, for another address or by an option, what the file says of it is written over.
      rules === undefined &&
        (repository?.issuer === undefined ||
          asked.issuer !== undefined ||
          (address !== undefined && address !== (repository.url ?? everybodys))),
    ),
    ...must('repository.environment', asked.environment, rules?.environment),
    ...(repository === undefined || host === undefined
      ? []
      : subjectsOfOthers(repository, host, deployment.entra.tenantId)),
    ...must('aws.accountId', account, aws?.accountId),
    ...must('aws.bucket', state?.bucket ?? asked.bucket, aws?.bucket),
    ...must('aws.region', state?.region ?? deployment.identityCenter.region, aws?.region),
    ...(aws !== undefined && (aws.kmsKeyId === undefined) !== (inAzure !== undefined)
      ? [
          `aws.kmsKeyId: must ${inAzure === undefined ? 'be the ARN of a key' : 'be left out with a state in Azure'}, got: ${aws.kmsKeyId ?? 'nothing'}`,
        ]
      : []),
    ...(state?.kmsKeyId === undefined
      ? aws?.kmsKeyId === undefined || isKeyOf(aws.kmsKeyId, account, aws.region ?? '')
        ? []
        : [`aws.kmsKeyId: must be the ARN of a key of account ${account} in ${aws.region ?? ''}, got: ${aws.kmsKeyId}`]
      : must('aws.kmsKeyId', state.kmsKeyId, aws?.kmsKeyId)),
    ...(azure !== undefined && inAzure === undefined ? ['azure: must be left out with a state in S3'] : []),
    ...must('azure.subscriptionId', inAzure?.subscriptionId?.toLowerCase(), azure?.subscriptionId.toLowerCase()),
    ...must('azure.resourceGroup', inAzure?.resourceGroupName, azure?.resourceGroup),
    ...must('azure.account', inAzure?.storageAccountName, azure?.account),
    ...must('azure.container', inAzure?.containerName, azure?.container),
    ...must('aws.roles.mainPlan', roleArnOf(deployment, 'mainPlan'), aws?.roles.mainPlan),
    ...must('aws.roles.apply', roleArnOf(deployment, 'apply'), aws?.roles.apply),
    ...must('entra.tenantId', deployment.entra.tenantId.toLowerCase(), entra?.tenantId.toLowerCase()),
  ];
  if (wrong.length === 0) return;
  throw new Failure(`${handOverName} does not fit to deployment.json or to what was asked for.`, [
    ...wrong,
    'Ask whoever sent it, by another way than the file came: a cloud would trust what it says.',
  ]);
}

/** Who signs, where that is another address: whom both clouds believe is said by an option or the deployment, for every part. */
function issuersOfOthers(
  repository: Repository | undefined,
  wanted: string | undefined,
  isMadeAnew: boolean,
): string[] {
  if (repository === undefined || isMadeAnew || repository.issuer === wanted) return [];
  return [
    `repository.issuer: must be ${wanted ?? 'left out, unless --host-issuer says the same'}, got: ${repository.issuer ?? 'nothing'}`,
  ];
}

/** Any name fits where nothing but the file names one, and both clouds would trust it. */
function notOfOrigin(
  { name, url }: Repository,
  origin: AskedBeside['origin'],
  host: BootstrapHost | undefined,
): string[] {
  const { remote = 'its host', form = 'NAME' } = host?.words ?? {};
  if (origin === undefined) {
    return [
      `repository.name: must be named by --repository ${form}, got: ${name} from the file alone (no pipeline in deployment.json, and the folder has no remote "origin" on ${remote})`,
    ];
  }
  const everybodys = host?.provider({})?.issuer;
  const isSame = name.toLowerCase() === origin.name.toLowerCase();
  if (isSame && (url ?? everybodys) === (origin.url ?? everybodys)) return [];
  return [
    `repository.${isSame ? 'url' : 'name'}: must be ${isSame ? (origin.url ?? everybodys) : origin.name}, which the remote "origin" of this folder names, got: ${isSame ? url : name}. If another one is meant: --repository ${form}`,
  ];
}

const isKeyOf = (arn: string, account: string, region: string): boolean =>
  new RegExp(`^arn:[a-z-]+:kms:${region}:${account}:key/[\\w-]+$`).test(arn);

/** What a subject begins with has to be this very repository; one of its own making is shown. */
function subjectsOfOthers(repository: Repository, host: BootstrapHost, tenantId: string): string[] {
  const { name, level, subjects, host: section = 'github' } = repository;
  if (section !== host.section) return [`repository.host: must be ${host.section}, got: ${section}`];
  const lines = Object.entries(present(subjects)).flatMap(([identity, subject]) =>
    /[\s*?]/.test(String(subject))
      ? [`repository.subjects.${identity}: must hold no pattern and no space, got: ${subject}`]
      : [],
  );
  if (host.named(name)?.name !== name) lines.push(`repository.name: must be ${host.words.form}, got: ${name}`);
  const given = Object.keys(present(subjects));
  if (host.subjectsOfItsOwn === true) {
    if (identitiesAt(level).every((identity) => given.includes(identity))) return lines;
  } else if (given.length > 0) {
    // The host says whom to trust, and no subject of a file stands for it.
    lines.push(
      `repository.subjects: must be left empty, as ${host.words.host} makes its own, got: ${given.join(', ')}`,
    );
  }
  return [...lines, ...host.handedProblems(repository, tenantId)];
}

/**
 * Subjects of its own making that a hand-over names. The host says what its tokens are made of, where it is asked; where it is not,
 * whoever runs this says them as well: the file alone names nobody whom a cloud trusts.
 * @param given `--subject`, as it was typed
 * @throws Failure, UsageError that name each
 */
export function handedSubjects(
  subjects: Repository['subjects'],
  {
    host,
    hosted,
    environment,
    given,
  }: {
    readonly host: BootstrapHost;
    readonly hosted: Hosted | undefined;
    readonly environment: string;
    readonly given: readonly string[];
  },
): Intended['subjects'] {
  const named = present(subjects);
  const words = { mainPlan: 'main-plan', apply: 'apply' } as const;
  const all = Object.entries(named) as [keyof typeof words, string][];
  if (hosted === undefined) {
    const unsaid = all.filter(([identity, subject]) => !given.includes(`${words[identity]}=${subject}`));
    if (unsaid.length === 0) return named;
    throw new UsageError(`${handOverName} names subjects that ${host.words.host} was not asked about.`, [
      ...unsaid.map(([identity, subject]) => `--subject must say it, too: --subject ${words[identity]}=${subject}`),
      `Compare them with whoever sent the file, by another way than it came; or set ${host.words.token} to have ${host.words.host} asked.`,
    ]);
  }
  const wrong = host.handedSubjectProblems?.(named, hosted, environment) ?? [];
  if (wrong.length === 0) return named;
  throw new Failure(`${handOverName} does not fit to what ${host.words.host} says of ${hosted.name}.`, [
    ...wrong,
    'Ask whoever sent it, by another way than the file came: a cloud would trust what it says.',
  ]);
}

/** What a hand-over says of a repository is compared with what the host says. @throws Failure where it differs */
export function checkHanded(
  { repository, aws, entra }: HandOver,
  found: Hosted,
  parts: readonly Part[],
  { host, repository: noun }: Pick<HostWords, 'host' | 'repository'>,
): void {
  if (repository === undefined) return;
  const differs = (['name', 'id', 'prefix', 'issuer'] as const).filter((key) => repository[key] !== found[key]);
  if (differs.length === 0) return;
  // No cloud was told yet: whoever does the part of the repository writes it anew.
  if (parts.includes('repository') && aws === undefined && entra === undefined) return;
  throw new Failure(`${handOverName} does not fit to what ${host} says of ${found.name}.`, [
    ...differs.map((key) => `${key}: must be ${found[key] ?? 'left out'}, got: ${repository[key] ?? 'nothing'}`),
    `Was it renamed since? Then let an admin of the ${noun} run: entra-workspaces bootstrap --only repository`,
  ]);
}

/**
 * Before a cloud trusts the jobs of a repository by the word of a hand-over: its rules are looked at where somebody is signed in
 * to the host. Changes nothing there.
 * @returns what the host does not tell whoever is signed in, in words
 * @throws Failure that names each rule that does not stand; Unprotected where the main branch has none
 */
export async function assertRulesStand(
  session: Pick<HostSession, 'weaknesses'>,
  hosted: Hosted,
  { level, environment, deployment, host: { words } }: Pick<Intended, 'level' | 'environment' | 'deployment' | 'host'>,
): Promise<readonly string[]> {
  const wanted = { level, environment, reviewers: [], deployment: deployment.name, owners: '' };
  const { weak, unseen, open } = await session.weaknesses(hosted, wanted);
  if (weak.length === 0) return unseen;
  throw new (open === true ? Unprotected : Failure)(
    `The rules of the ${words.repository} do not stand (any more), so nothing may trust its jobs.`,
    [
      ...weak,
      `Let somebody with the role ${words.admin} in it run first: entra-workspaces bootstrap --only repository`,
    ],
  );
}

/**
 * The identity that plans and the one that applies are two, each told from the other by its subject: Entra compares nothing else.
 * @throws UsageError when both are trusted by one subject
 */
export function assertTwoSubjects(
  intended: Pick<Intended, 'host' | 'level' | 'repository' | 'environment' | 'subjects'>,
): void {
  if (intended.level === 'refused') return;
  const subject = subjectOf(intended, 'apply');
  if (subject === undefined || subject !== subjectOf(intended, 'mainPlan')) return;
  throw new UsageError('The job that plans and the one that applies would be the same to both clouds.', [
    `must be another subject for apply than for main-plan, got for both: ${subject}`,
    'Nobody would have to approve an apply. Let the subject of the repository hold the environment (include_claim_keys with `context`), then give --subject for each.',
  ]);
}
