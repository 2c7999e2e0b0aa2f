import type { WorkSpacesClient } from '@aws-sdk/client-workspaces';

type Settings = Readonly<Record<string, unknown>>;

/** Objects that are sent whole, by the member that carries them. */
const wholeObjects = ['SelfservicePermissions', 'ClientProperties', 'WorkspaceAccessProperties'] as const;

/**
 * Lets the settings of a directory that this version does not know stay as they are. The API takes whole objects, and adds
 * to them over the years (nested virtualization, the client's look: botocore 1.44.8), while the SDK drops what it was not
 * made for, in answers and in requests alike. So what an answer said of an object is kept as it came, and goes along when
 * that object is sent.
 */
export function keepUnknownSettings(client: WorkSpacesClient): void {
  const seen = new Map<string, Settings>();

  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown; statusCode?: number };
      // Read before the SDK does, which gets it as bytes.
      const bytes = await bytesOf(response.body);
      response.body = bytes;
      note(seen, parsed(bytes));
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'noteUnknownSettings' },
  );

  client.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as { body?: unknown };
      // Text or bytes, as the version of the SDK has it.
      const isBody = typeof request.body === 'string' || request.body instanceof Uint8Array;
      const body = isBody ? parsed(await bytesOf(request.body)) : undefined;
      const id = body?.['ResourceId'];
      const member = wholeObjects.find((each) => isSettings(body?.[each]));
      const known = typeof id === 'string' && member ? seen.get(`${id} ${member}`) : undefined;
      if (body && member && known) {
        request.body = Buffer.from(JSON.stringify({ ...body, [member]: { ...known, ...(body[member] as Settings) } }));
      }
      return next(args);
    },
    // Before its length is taken and it is signed.
    { step: 'build', priority: 'high', name: 'sendUnknownSettings' },
  );
}

/** Keeps each such object of an answer, by the directory it is of. */
function note(seen: Map<string, Settings>, answer: Settings | undefined): void {
  for (const list of ['Directories', 'ClientPropertiesList']) {
    const items = answer?.[list];
    for (const item of Array.isArray(items) ? (items as unknown[]).filter(isSettings) : []) {
      const id = item['DirectoryId'] ?? item['ResourceId'];
      for (const member of wholeObjects) {
        const settings = item[member];
        if (typeof id === 'string' && isSettings(settings)) seen.set(`${id} ${member}`, settings);
      }
    }
  }
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  const parts: Uint8Array[] = [];
  if (body) for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}

/** Decoded as bytes: the SDK's own kind of them warns where it is taken for a text, as Buffer.from does. */
function parsed(bytes: Uint8Array): Settings | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isSettings(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
