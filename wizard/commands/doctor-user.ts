import { existsSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import { present } from '../../domain/present.js';
import { supportsEntraDirectories } from '../../domain/regions.js';
import { readDeployment } from '../../deployment/load.js';
import type { Deployment } from '../../deployment/schema.js';
import { examinePerson } from '../checks/person/doctor.js';
import type { Morning } from '../checks/person/morning.js';
import { morningRows } from '../checks/person/morning-rows.js';
import { asJson, conclusion, stateOf, ticket, type JudgedLink, type Path } from '../checks/person/path.js';
import { placesOf, type Place } from '../checks/person/place.js';
import { clock } from '../checks/person/times.js';
import { openClouds } from '../clouds/clouds.js';
import { nowIn } from '../clouds/sandbox.js';
import { UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { deploymentFile } from './places.js';

/** `doctor --user WHO`: why this person cannot work, whose fault it is, what to do. Reads only. */
export const run: Run<'doctor'> = async (options, _args, context) => {
  const { env, terminal } = context;
  const { places, tenantId, accountId, deployment } = whereOf(options, context);
  const from = options.from;
  if (from !== undefined && !isIPv4(from)) throw new UsageError(`--from must be an IPv4 address, got: ${from}`);
  const device = options.device;
  const clouds = openClouds(env, {
    ...present({ tenantId }),
    ...(places[0] ? { region: places[0].region } : {}),
  });
  const path = await examinePerson(
    clouds,
    {
      user: options.user ?? '',
      places,
      now: await nowIn(env),
      ...present({ deployment, from, device }),
    },
    {
      expected: {
        ...present({ tenantId, accountId }),
      },
    },
  );
  if (options.json) terminal.result(asJson(path));
  if (options.ticket) terminal.output(ticket(path).join('\n'));
  else say(terminal, path);
  // Where nothing could be seen nothing is known to be well.
  const blind = !clouds.network.heard;
  return blind || stateOf(path) === 'broken' ? 1 : 0;
};

/** The sites to look in: of the deployment, or one by flags. */
function whereOf(
  options: ValuesFor<'doctor'>,
  context: CommandContext,
): {
  readonly places: readonly Place[];
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly deployment?: Deployment;
} {
  const region = options.region;
  const tenantId = options.tenant;
  if (region !== undefined) {
    if (!supportsEntraDirectories(region)) {
      throw new UsageError(`--region must be a Region with directories for Entra, got: ${region}`);
    }
    const directory = options.directory;
    const identityCenterRegion = options.identityCenterRegion;
    const roleArn = options.identityCenterRole;
    const objectId = options.app;
    const place: Place = {
      region,
      ...present({ directory, identityCenterRegion, roleArn }),
      ...(objectId === undefined ? {} : { app: { objectId } }),
    };
    return { places: [place], ...present({ tenantId }) };
  }
  if (options.deployment === undefined && !existsSync(join(context.cwd, deploymentFileName))) {
    throw new UsageError('There is no deployment.json here.', [
      'name the place instead: --region REGION [--directory NAME] [--tenant ID]',
      'or the file: --deployment FILE',
    ]);
  }
  const { deployment } = readDeployment(deploymentFile(options, context));
  const places = placesOf(deployment);
  const site = options.site;
  const chosen = places.filter((place) => site === undefined || place.site === site);
  if (chosen.length === 0) {
    throw new UsageError(`--site must be one of ${places.map((place) => place.site).join(', ')}, got: ${site ?? ''}`);
  }
  return { places: chosen, tenantId: deployment.entra.tenantId, accountId: deployment.aws.accountId, deployment };
}

function say(terminal: Terminal, path: Path): void {
  const { who, place, links } = path;
  terminal.heading(`${who.upn}, ${place.site ?? place.directory ?? place.region}`);
  const rows = (some: readonly JudgedLink[]) =>
    some.map(({ title, verdict }) => [`${mark(terminal, verdict.state)} ${title}`, remark(path, verdict)]);
  terminal.table(['For everybody', ''], rows(links.filter(({ everybody }) => everybody)));
  terminal.say();
  terminal.table(['For this person', ''], rows(links.filter(({ everybody }) => !everybody)));
  if (path.morning) sayMorning(terminal, path.morning, path.when);
  terminal.say();
  const words = conclusion(path);
  const state = stateOf(path);
  if (state === 'broken') terminal.bad(words);
  else if (state === 'ok') terminal.good(words);
  else terminal.warn(words);
}

/** What Intune brought: what is wrong has a sign, the rest is only told. */
function sayMorning(terminal: Terminal, morning: Morning, now: Date): void {
  const { good, bad, warning } = terminal.symbols;
  const signs = { good, error: bad, warning, plain: ' ' } as const;
  terminal.say();
  terminal.table(
    [`Of Intune, on ${morning.device.name}`, ''],
    morningRows(morning, now).map(({ what, says, status }) => [`${signs[status]} ${what}`, says]),
  );
}

function mark({ symbols }: Terminal, state: JudgedLink['verdict']['state']): string {
  return { ok: symbols.good, wait: '…', broken: symbols.bad, unknown: symbols.unknown, 'not-reached': '-' }[state];
}

function remark({ when }: Path, verdict: JudgedLink['verdict']): string {
  if (verdict.state !== 'wait') return verdict.seen;
  const until = verdict.until === undefined ? '' : `, until ${clock(verdict.until, when)}`;
  return `${verdict.seen} (usual: ${verdict.usual}${until})`;
}
