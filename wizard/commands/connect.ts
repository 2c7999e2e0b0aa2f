import { relative } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import { Addresses } from '../clouds/addresses.js';
import { refuseWhatIsOutOfReach } from '../checks/within-reach.js';
import { cloudsOf } from '../clouds/clouds.js';
import { recordedOf, type Given, type HandshakeContext } from '../handshake/context.js';
import { handOver } from '../handshake/hand-over.js';
import { forgetHandshake } from '../handshake/record.js';
import { renewCertificate, renewToken, type Renewed } from '../handshake/renewals.js';
import { cleanAddress, wrongScimEndpoint, wrongSignInUrl } from '../handshake/scim-endpoint.js';
import { NoFoundation, seeFoundation } from '../handshake/status.js';
import { takeIn } from '../handshake/take-in.js';
import { wrongExpiry } from '../handshake/token.js';
import { walk } from '../handshake/walk.js';
import { WrongFile } from '../handshake/wrong-file.js';
import { renewReadme } from '../repository/renew-readme.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { deploymentFile } from './places.js';

const modes = ['renewToken', 'renewCertificate', 'handOver', 'forget'] as const;

/** `connect`: the handshake between Entra and Identity Center, which has no API. */
export const run: Run<'connect'> = async (options, _args, context) => {
  const { terminal } = context;
  const chosen = modes.filter((mode) => options[mode] !== undefined && options[mode] !== false);
  if (chosen.length > 1)
    throw new UsageError('--renew-token, --renew-certificate, --hand-over and --forget go one at a time.');
  const file = deploymentFile(options, context);
  const { deployment } = readDeployment(file);
  if ('existing' in deployment.identityCenter.federation) {
    terminal.good(
      'Entra and Identity Center trust each other already (identityCenter.federation is existing): nothing to do.',
    );
    if (options.json) terminal.result({ done: true, next: null });
    return 0;
  }
  const base = contextOf(options, context, file, deployment);
  const { take, given } = base;
  const handshakeContext = { ...base.handshakeContext, given: { ...takeIn(base.handshakeContext, take), ...given } };
  refuseWrongValues(handshakeContext);
  // Nobody waits a minute a step for a cloud that does not answer.
  const title = 'Nothing was done: this cannot be reached, or lets nobody in.';
  await refuseWhatIsOutOfReach(deployment, context, { title, state: false });
  context.interrupts.kept = goOn(chosen[0]);
  try {
    if (chosen[0] === 'forget') return sayNext(handshakeContext, options, await forget(handshakeContext));
    if (chosen[0] === 'handOver') return await sayHandOver(handshakeContext, options);
    if (chosen[0] === 'renewToken') return sayNext(handshakeContext, options, await renewToken(handshakeContext));
    if (chosen[0] === 'renewCertificate')
      return sayNext(handshakeContext, options, await renewCertificate(handshakeContext));
    const { handshake, changed } = await walk(handshakeContext);
    if (changed) sayRenewed(handshakeContext);
    return sayNext(
      handshakeContext,
      options,
      { done: true, next: changed ? 'entra-workspaces apply' : 'entra-workspaces doctor' },
      { handshake, changed },
    );
  } catch (error) {
    if (error instanceof WrongFile) throw new Failure(error.message, [error.fix]);
    throw error;
  }
};

/** Takes a handshake out whose foundation is gone. While it is there the next apply would take every desktop away. */
async function forget(handshakeContext: HandshakeContext): Promise<Renewed> {
  const { terminal, file } = handshakeContext;
  const apply = { done: true, next: 'entra-workspaces apply' };
  if (!recordedOf(handshakeContext)) {
    terminal.good('No handshake is recorded in the deployment.');
    return apply;
  }
  try {
    await seeFoundation(handshakeContext);
  } catch (error) {
    if (!(error instanceof NoFoundation)) throw error;
    forgetHandshake(file);
    terminal.good('The handshake is no longer in the deployment: what it was made with is gone.');
    sayRenewed(handshakeContext);
    return apply;
  }
  throw new Failure('The handshake is in use: its enterprise app and its secret are there.', [
    'Without it the next apply would take the directory and every desktop away.',
    'To gather everything anew: entra-workspaces connect --again',
  ]);
}

/** The steps of the README are those of another stage now. */
function sayRenewed({ terminal, file, cwd }: HandshakeContext): void {
  const path = renewReadme(file);
  if (path !== undefined) terminal.good(`Its next steps are in ${relative(cwd, path)}, written anew.`);
}

/** What is said when it is left. A renewal goes on by its own flag: without it the handshake is found complete. */
function goOn(mode: (typeof modes)[number] | undefined): string[] {
  const flag = mode === 'renewToken' ? ' --renew-token' : mode === 'renewCertificate' ? ' --renew-certificate' : '';
  return [`Nothing is lost: run \`entra-workspaces connect${flag}\` again, and it goes on from here.`];
}

function contextOf(
  options: ValuesFor<'connect'>,
  context: CommandContext,
  file: string,
  deployment: HandshakeContext['deployment'],
): { handshakeContext: HandshakeContext; given: Given; take: readonly string[] } {
  const { env, cwd, terminal, stdin } = context;
  const present = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
    value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
  const given: Given = {
    ...present('serviceProviderMetadata', options.serviceProviderMetadata),
    ...present('signInUrl', options.signInUrl && cleanAddress(options.signInUrl)),
    ...present('scimEndpoint', options.scimEndpoint && cleanAddress(options.scimEndpoint)),
    ...present('tokenExpires', options.tokenExpires),
    ...present('replaceIdentitySource', options.replaceIdentitySource),
    ...present('appObjectId', options.app),
    ...present('secretArn', options.secret),
    ...present('metadataOut', options.metadataOut),
    tokenFromStdin: options.tokenStdin,
    again: options.again,
    imported: options.imported,
    early: options.early,
  };
  return {
    given,
    take: options.takeIn,
    handshakeContext: {
      deployment,
      file,
      cwd,
      clouds: cloudsOf(deployment, env),
      addresses: new Addresses(env),
      terminal,
      stdin,
      given,
      now: () => new Date(),
    },
  };
}

/** Values of flags are checked before anything is called, all at once. */
function refuseWrongValues({ given, deployment, now }: HandshakeContext): void {
  const { region } = deployment.identityCenter;
  const wrong = [
    ['--sign-in-url', given.signInUrl && wrongSignInUrl(given.signInUrl, region)],
    ['--scim-endpoint', given.scimEndpoint && wrongScimEndpoint(given.scimEndpoint, region)],
    ['--token-expires', given.tokenExpires && wrongExpiry(given.tokenExpires, now())],
  ].flatMap(([flag, reason]) => (reason ? [`${flag ?? ''}: ${reason}`] : []));
  if (wrong.length > 0) throw new UsageError('What was given cannot be used:', wrong);
}

async function sayHandOver(handshakeContext: HandshakeContext, options: ValuesFor<'connect'>): Promise<number> {
  const { terminal } = handshakeContext;
  const chosen = options.handOver;
  const sheets = await handOver(handshakeContext, typeof chosen === 'string' ? chosen : 'hand-over');
  terminal.good('A sheet for each of the four, without any secret:');
  terminal.lines(sheets.map((path) => `  ${path}`));
  terminal.heading('Next');
  terminal.lines(['  entra-workspaces connect --take-in FILE   with what comes back']);
  if (options.json) terminal.result({ sheets });
  return 0;
}

function sayNext(
  { terminal }: HandshakeContext,
  options: ValuesFor<'connect'>,
  { done, next }: Renewed,
  more: object = {},
): number {
  terminal.heading('Next');
  terminal.lines([`  ${next}`]);
  if (options.json) terminal.result({ done, next, ...more });
  return 0;
}
