import { rule } from '../rules.js';
import type { AccountForIntegrations, DesktopEvent, World } from '../clouds.js';
import type { TenantContext } from '../entra/context.js';

const readsSecret = rule(
  'registration-reads-secret',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
  'For each new or rebuilt desktop WorkSpaces reads the secret, JSON with application_id and application_password, and signs in to the tenant as that application.',
);
const tagIsDirectoryName = rule(
  'registration-group-tag',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: [OrderID]:WorkSpacesDirectoryName',
  'The group tag of the registered device is the name of the directory.',
);
const silentFailure = rule(
  'registration-fails-silently',
  'docs/facts/workspaces.md 4.4 (inferred)',
  'When the registration fails the desktop comes up all the same and never enrols; nothing in AWS says so.',
);
const needsServiceConfig = rule(
  'registration-permission',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: Graph permissions',
  'Registering needs the application permission DeviceManagementServiceConfig.ReadWrite.All with admin consent.',
);
const cleanUpPermissions = rule(
  'clean-up-permissions',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html: Graph permissions',
  'Without Device.ReadWrite.All and DeviceManagementManagedDevices.ReadWrite.All a terminated or rebuilt desktop leaves its device behind.',
);
const serialIsDesktop = rule(
  'registration-serial-number',
  'guess',
  'The serial number of the registered device is the id of the desktop.',
);

/** What became of one desktop's registration. */
export interface Registration {
  readonly event: DesktopEvent;
  /** The first broken link, in words. */
  readonly broken?: string;
}

/** A device that stayed behind when its desktop went. */
export interface Orphan {
  readonly desktopId: string;
  readonly kind: 'managed device' | 'Autopilot device' | 'Entra device';
  readonly reason: string;
}

const graph = 'https://graph.microsoft.com/v1.0';

/** WorkSpaces as a caller of Graph: registers the devices of new desktops, cleans up after those that go. */
export class DeviceRegistration {
  readonly orphans: Orphan[] = [];
  private readonly registrations = new Map<string, Registration>();

  private readonly world: World;

  constructor(
    private readonly context: TenantContext,
    private readonly account: AccountForIntegrations,
  ) {
    this.world = context.world;
    account.onDesktop('created', (event) => this.register(event));
    account.onDesktop('rebuilt', async (event) => {
      await this.cleanUp(event);
      await this.register(event);
    });
    account.onDesktop('terminated', async (event) => {
      await this.cleanUp(event);
      this.registrations.delete(event.desktopId);
    });
  }

  of(desktopId: string): Registration | undefined {
    return this.registrations.get(desktopId);
  }

  all(): readonly Registration[] {
    return [...this.registrations.values()];
  }

  private async register(event: DesktopEvent): Promise<void> {
    const broken = await this.attempt(event);
    if (broken !== undefined) this.world.rules.leanOn(silentFailure);
    this.registrations.set(event.desktopId, { event, ...(broken === undefined ? {} : { broken }) });
  }

  /** Undefined: registered. Otherwise the first broken link. */
  private async attempt(event: DesktopEvent): Promise<string | undefined> {
    const signedIn = await this.signIn(event);
    if ('broken' in signedIn) return signedIn.broken;
    this.world.rules.leanOn(tagIsDirectoryName);
    this.world.rules.leanOn(serialIsDesktop);
    const answer = await this.graph(
      signedIn.token,
      'POST',
      '/deviceManagement/importedWindowsAutopilotDeviceIdentities',
      {
        serialNumber: event.desktopId,
        groupTag: event.directoryName,
        hardwareIdentifier: Buffer.from(event.computerName).toString('base64'),
      },
    );
    if (answer.status === 403) {
      this.world.rules.leanOn(needsServiceConfig);
      return 'the registration app lacks the consented application permission DeviceManagementServiceConfig.ReadWrite.All';
    }
    return answer.status < 300 ? undefined : `Microsoft Graph refused the device: ${answer.status} ${answer.text}`;
  }

  private async signIn({ region, secretArn, tenantId }: DesktopEvent): Promise<{ token: string } | { broken: string }> {
    this.world.rules.leanOn(readsSecret);
    let text: string;
    try {
      text = await this.account.readSecretAsService(region, secretArn);
    } catch (error) {
      return {
        broken: `WorkSpaces cannot read the registration secret: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
    const read = readSecret(text);
    if ('broken' in read) return read;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: read.applicationId,
      client_secret: read.applicationPassword,
      scope: 'https://graph.microsoft.com/.default',
    });
    const url = `https://login.microsoftonline.com/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
    const response = await this.world.network.request(url, { method: 'POST', body: body.toString() });
    const answer = parse(response.body?.toString() ?? '');
    const token = answer['access_token'];
    if (response.status === 200 && typeof token === 'string') return { token };
    const described = answer['error_description'];
    return {
      broken: `Entra refuses the registration app: ${typeof described === 'string' ? (described.split(' Trace ID')[0] ?? '') : response.status}`,
    };
  }

  private async cleanUp(event: DesktopEvent): Promise<void> {
    const { state } = this.context;
    const isOurs = (each: { serialNumber: string }): boolean => each.serialNumber === event.desktopId;
    const deviceIds = [...state.autopilotDevices.values()]
      .filter(isOurs)
      .map((each) => each.azureActiveDirectoryDeviceId);
    const reason = await this.removeDevices(event);
    const left: readonly [Orphan['kind'], boolean][] = [
      ['managed device', [...state.managedDevices.values()].some(isOurs)],
      ['Autopilot device', [...state.autopilotDevices.values()].some(isOurs)],
      ['Entra device', [...state.devices.values()].some((each) => deviceIds.includes(each.deviceId))],
    ];
    for (const [kind, isLeft] of left) {
      if (!isLeft) continue;
      this.world.rules.leanOn(cleanUpPermissions);
      this.orphans.push({ desktopId: event.desktopId, kind, reason: reason ?? 'nothing refused its removal' });
    }
  }

  /** Removes what it may. The first refusal, in words. */
  private async removeDevices(event: DesktopEvent): Promise<string | undefined> {
    const signedIn = await this.signIn(event);
    if ('broken' in signedIn) return signedIn.broken;
    const { token } = signedIn;
    const autopilot = await this.listed(token, '/deviceManagement/windowsAutopilotDeviceIdentities', event.desktopId);
    const managed = await this.listed(token, '/deviceManagement/managedDevices', event.desktopId);
    const entra = await this.entraDevices(token, autopilot);
    const refusals = [
      await this.removeEach(token, '/deviceManagement/managedDevices', managed),
      await this.removeEach(token, '/deviceManagement/windowsAutopilotDeviceIdentities', autopilot),
      await this.removeEach(token, '/devices', entra),
    ];
    return refusals.find((each) => each !== undefined);
  }

  private async removeEach(token: string, path: string, found: Found): Promise<string | undefined> {
    if (found === 'denied') return `the registration app may not read ${path}`;
    for (const { id } of found) {
      const answer = await this.graph(token, 'DELETE', `${path}/${id}`);
      if (answer.status >= 300) return `the registration app may not delete at ${path} (${answer.status})`;
    }
    return undefined;
  }

  private async listed(token: string, path: string, serialNumber: string): Promise<Found> {
    const answer = await this.graph(token, 'GET', `${path}?$filter=serialNumber eq '${serialNumber}'`);
    return answer.status === 200 ? (answer.body['value'] as Found) : 'denied';
  }

  private async entraDevices(token: string, autopilot: Found): Promise<Found> {
    if (autopilot === 'denied') return 'denied';
    const devices: { id: string }[] = [];
    for (const { azureActiveDirectoryDeviceId } of autopilot) {
      const answer = await this.graph(
        token,
        'GET',
        `/devices?$filter=deviceId eq '${azureActiveDirectoryDeviceId ?? ''}'`,
      );
      if (answer.status !== 200) return 'denied';
      devices.push(...(answer.body['value'] as { id: string }[]));
    }
    return devices;
  }

  private async graph(
    token: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string; body: Record<string, unknown> }> {
    const response = await this.world.network.request(`${graph}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = response.body?.toString() ?? '';
    return { status: response.lost ? 504 : response.status, text, body: parse(text) };
  }
}

type Found = 'denied' | readonly { readonly id: string; readonly azureActiveDirectoryDeviceId?: string }[];

function readSecret(text: string): { applicationId: string; applicationPassword: string } | { broken: string } {
  const content = parse(text);
  const names = ['application_id', 'application_password'];
  const missing = names.filter((name) => typeof content[name] !== 'string' || content[name] === '');
  if (missing.length > 0) {
    const found = Object.keys(content).join(', ') || 'no JSON keys';
    return { broken: `the registration secret lacks ${missing.join(' and ')} (it has: ${found})` };
  }
  return {
    applicationId: String(content['application_id']),
    applicationPassword: String(content['application_password']),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
