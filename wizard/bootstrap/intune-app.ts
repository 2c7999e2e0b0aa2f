/**
 * An application that signs in for Intune alone, with certificates of 90 days at most, one a person: whoever applies on a laptop
 * signs in to Entra as themselves, and a token of the Azure CLI holds nothing of Intune. Nothing is taken over by its name: ours
 * is what the deployment names by its id, or what holds the certificate of this very file and nothing else.
 * Sources: https://learn.microsoft.com/graph/api/application-post-applications (keyCredentials),
 * https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto.
 */
import { counted } from '../../domain/counted.js';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { intuneAppName } from '../../domain/names.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { Graph } from '../clouds/graph.js';
import type { CommandContext } from '../command.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { agreed, inWords } from './asked.js';
import { writeRepository } from './ends.js';
import { asChanged, type GivenDeployment, type LaptopOptions } from './given.js';
import { rightsOf } from './identities.js';
import {
  absolute,
  assertOutside,
  certificateIn,
  closeCertificate,
  lifetime,
  ownCertificate,
  usualFile,
} from './intune-certificate.js';
import { consentTo, disown, principalOf } from './intune-consent.js';
import { reachOf } from './survey.js';

interface Key {
  readonly keyId: string;
  readonly type: string;
  readonly usage: string;
  readonly key?: string | null;
  readonly displayName?: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
}
export interface App {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly createdDateTime?: string;
  readonly keyCredentials?: readonly Key[];
  readonly passwordCredentials?: readonly unknown[];
}
/** What whoever makes it needs in Entra. */
export const intuneAppRights =
  'Cloud Application Administrator, and Privileged Role Administrator to consent (Graph: Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All)';

/** Makes the application and the certificate of this person, or finds that they are as they have to be. */
export async function bootstrapIntuneApp(
  context: CommandContext,
  given: GivenDeployment,
  options: LaptopOptions,
): Promise<number> {
  const { terminal, env, cwd } = context;
  const { deployment, input, file } = given;
  if (hasIdentities(deployment.pipeline)) {
    throw new UsageError(
      'The jobs of a pipeline sign in for Intune as well: an application for laptops goes without one.',
    );
  }
  const displayName = intuneAppName(deployment.name);
  const pfx = absolute(options.certificate ?? usualFile(deployment.name, env), cwd);
  assertOutside(pfx, dirname(file));
  const permissions = (await rightsOf(input, file, env)).apply.graph.filter((name) =>
    name.startsWith('DeviceManagement'),
  );
  const things = [
    {
      what: `application "${displayName}"`,
      why: `signs in for Intune alone; no secret, no owner: ${permissions.join(', ')}`,
    },
    { what: pfx, why: `its certificate for you: ${counted(lifetime.certificate, 'day')}, readable for you alone` },
  ];
  terminal.heading(`What bootstrap makes for ${deployment.name}, for Intune on a laptop`);
  terminal.table(
    ['Where', 'What', 'Why'],
    things.map(({ what, why }, at) => [at === 0 ? 'Entra' : 'here', what, why]),
  );
  terminal.say(`Whoever runs it needs, in tenant ${deployment.entra.tenantId}: ${intuneAppRights}.`);
  if (options.print) {
    if (options.json) terminal.result({ things, permissions, rights: { entra: intuneAppRights } });
    return 0;
  }
  const before = certificateIn(pfx);
  await agreed(context, { autoApprove: options.autoApprove, file });
  try {
    const { graph } = cloudsOf(deployment, env);
    const known = deployment.intune.application?.clientId;
    const made: string[] = [];
    const app = await ourApplication(graph, displayName, known, before, made);
    const owner = { commonName: displayName, tenantId: deployment.entra.tenantId };
    const own = await ownCertificate(pfx, owner, (der) => {
      const key = app && keyFor(app, der);
      return key && new Date(key.endDateTime);
    });
    if (closeCertificate(pfx)) {
      terminal.warn(
        `Others could read ${pfx}, and with it sign in as "${displayName}". It is yours alone again: if anybody else works on this machine, take it away and run this once more, for another one.`,
      );
      made.push(`${pfx}, readable for you alone`);
    }
    own.lay();
    // An application that a killed run made is known by its certificate, so that is kept before it. One that is there already
    // has the certificate of before until Entra has taken the next one: who may not change it loses none.
    if (app === undefined) own.keep();
    else if (!holds(app, own.der)) {
      await graph.patch(`applications/${app.id}`, {
        keyCredentials: [...stillGood(app, before), keyOf(own.der, own.ends)],
      });
      own.keep();
      made.push(`a certificate of "${displayName}"`);
    }
    const done = app ?? (await makeApplication(graph, displayName, own));
    if (app === undefined) made.push(`the application "${displayName}"`);
    // Named before anybody consents: whoever may consent goes on from the same deployment.
    const written = await writeRepository(file, withApplication(given, done.appId));
    const consent = await consentTo(graph, done.appId, permissions, options.consent);
    made.push(...consent.done);
    made.forEach((each) => terminal.good(each));
    written.forEach((path) => terminal.good(`wrote ${path}`));
    if (consent.more.length > 0)
      terminal.warn(
        `"${displayName}" may do more than Intune needs: ${consent.more.join(', ')}. Take that away (https://entra.microsoft.com > Enterprise applications, ${done.appId}, Permissions), or find out who wants it.`,
      );
    const others = (app?.keyCredentials ?? []).filter((each) => each.key !== own.der.toString('base64'));
    const good = stillGood({ ...done, keyCredentials: others }, before);
    if (good.length > 0)
      terminal.say(
        `It signs in with ${counted(good.length, 'other certificate')} as well, good until ${good.map(({ endDateTime }) => endDateTime.slice(0, 10)).join(', ')}: of people who ran this for themselves, or whose is it?`,
      );
    if (consent.missing.length > 0) {
      terminal.warn(
        `Nobody has consented yet to ${consent.missing.join(', ')}${consent.why === undefined ? '' : ` (${consent.why})`}.`,
      );
      terminal.say(
        'Somebody who is Privileged Role Administrator runs the same with this deployment.json: entra-workspaces bootstrap --laptop --intune',
      );
    } else if (made.length === 0 && written.length === 0 && consent.more.length === 0)
      terminal.good('Everything is as it has to be: nothing was made or changed.');
    terminal.say();
    terminal.say(`Next, with az login (or an application and its secret) for everything else:`);
    terminal.lines([`  export ARM_CLIENT_CERTIFICATE_PATH='${pfx.replaceAll("'", `'\\''`)}'`]);
    terminal.say(
      `The certificate ends on ${own.ends.toISOString().slice(0, 10)}. In its last ${counted(lifetime.renewal, 'day')} this command makes the next one; somebody else runs it for one of their own.`,
    );
    if (options.json)
      terminal.result({
        ...{ clientId: done.appId, certificate: pfx, ends: own.ends.toISOString(), made, written },
        ...{ notConsented: consent.missing, more: consent.more },
      });
    // Asked for by --no-consent it is what was wanted.
    return consent.why === undefined ? 0 : 1;
  } catch (error) {
    throw inWords(error, 'A call');
  }
}

const keyFor = ({ keyCredentials = [] }: App, der: Buffer): Key | undefined =>
  keyCredentials.find(({ key }) => key !== undefined && key !== null && Buffer.from(key, 'base64').equals(der));

export const holds = (app: App, der: Buffer): boolean => keyFor(app, der) !== undefined;

/** Certificates of others, until their end; the one that is replaced goes: nobody has its key any more. */
function stillGood({ keyCredentials = [] }: App, replaced: Buffer | undefined): readonly Key[] {
  return keyCredentials.filter(
    ({ key, endDateTime }) => Date.parse(endDateTime) > Date.now() && key !== replaced?.toString('base64'),
  );
}

function keyOf(der: Buffer, ends: Date): object {
  return {
    ...{ type: 'AsymmetricX509Cert', usage: 'Verify', keyId: randomUUID() },
    key: der.toString('base64'),
    displayName: `until ${ends.toISOString().slice(0, 10)}`,
    startDateTime: new Date().toISOString(),
    endDateTime: ends.toISOString(),
  };
}

/**
 * @param made Where it is noted that whoever runs this owned it, and does no more
 * @throws Failure where one of this name is not ours, or somebody else gets in by ours
 */
async function ourApplication(
  graph: Graph,
  displayName: string,
  known: string | undefined,
  own: Buffer | undefined,
  made: string[],
): Promise<App | undefined> {
  const select = 'id,appId,displayName,createdDateTime,passwordCredentials,keyCredentials';
  const named = await graph.list<App>('applications', {
    query: { $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`, $select: select },
  });
  // Keys are shown for one application that is asked for by its id.
  const whole = async ({ id }: App): Promise<App> =>
    graph.get<App>(`applications/${id}`, { query: { $select: select } });
  const [only] = named;
  const left = known === undefined && own !== undefined && named.length === 1 && only ? await whole(only) : undefined;
  const found =
    left?.keyCredentials?.length === 1 && own !== undefined && holds(left, own)
      ? only
      : named.find(({ appId }) => appId.toLowerCase() === known?.toLowerCase());
  const stranger = named.find((each) => each !== found);
  if (stranger !== undefined || (found === undefined && known !== undefined)) {
    throw new Failure(
      stranger === undefined
        ? `The application that the deployment names for Intune is not there under the name "${displayName}".`
        : `There is an application "${displayName}" already, and the deployment does not name it.`,
      [
        `wanted: ${known ?? 'none of this name'}`,
        `there:  ${stranger === undefined ? 'none' : `${stranger.appId}, made ${stranger.createdDateTime ?? 'at an unknown time'}`}`,
        'Nothing is taken over by its name. Find out whose it is: delete it, or let the deployment name it in `intune.application.clientId`, or nothing.',
      ],
    );
  }
  if (found === undefined) return undefined;
  const principal = await principalOf(graph, found.appId);
  // Who makes one owns it until the next call, before which a run may be killed.
  const { objectId } = await graph.granted();
  for (const path of [`applications/${found.id}`, ...(principal ? [`servicePrincipals/${principal.id}`] : [])]) {
    if (await disown(graph, path, objectId)) made.push(`that you owned "${displayName}" is over`);
  }
  // Certificates are of the people who ran this; how many there are is for them to know.
  const reach = await reachOf(graph, { ...found, keyCredentials: [] }, principal, '');
  if (reach.length > 0) {
    throw new Failure(`Somebody else can sign in as the application "${displayName}", or change it.`, [
      `must have no owner, no secret and no federated credential, got: ${reach.join('; ')}`,
      `Take that away (https://entra.microsoft.com > App registrations, ${found.appId}), and run this again.`,
    ]);
  }
  return whole(found);
}

async function makeApplication(
  graph: Graph,
  displayName: string,
  { der, ends }: { readonly der: Buffer; readonly ends: Date },
): Promise<App> {
  const made = await graph.post<App>('applications', {
    displayName,
    signInAudience: 'AzureADMyOrg',
    keyCredentials: [keyOf(der, ends)],
  });
  // A person who makes one owns it from then on, and an owner adds a secret.
  await disown(graph, `applications/${made.id}`);
  return made;
}

function withApplication({ input, file }: GivenDeployment, clientId: string): Omit<GivenDeployment, 'file'> {
  const after = { ...input, intune: { ...input.intune, application: { clientId } } } as DeploymentInput;
  return asChanged(after, file);
}
