/** The metadata file that AWS hands out: asked for by its path, and read. */
import { Failure } from '../terminal/failure.js';
import { regionOf, type HandshakeContext } from './context.js';
import type { Gathered } from './gathered.js';
import { mayBePath, pathOf, readHanded } from './handed-file.js';
import { readServiceProviderMetadata, type ServiceProviderMetadata } from './service-provider-metadata.js';
import { WrongFile } from './wrong-file.js';

/** What the handshake needs of the file. */
type ServiceProvider = NonNullable<Gathered['serviceProvider']>;

/** Asks for its path until the file at it is the right one. */
export async function askServiceProvider(context: HandshakeContext): Promise<ServiceProvider> {
  let read: ServiceProviderMetadata | undefined;
  await context.terminal.prompts.text({
    message: 'Path of the file from AWS',
    shows: mayBePath,
    validate: (path) => {
      try {
        read = readFileAt(context, path);
        return undefined;
      } catch (error) {
        if (error instanceof WrongFile) return `${error.message} ${error.fix}`;
        if (error instanceof Failure) return error.message;
        throw error;
      }
    },
  });
  if (!read) throw new Failure('The file of AWS was not read.');
  return accept(context, read);
}

function accept({ terminal }: HandshakeContext, read: ServiceProviderMetadata): ServiceProvider {
  const { entityId, acsUrls, forms, regions } = read;
  terminal.good(`Service provider metadata of IAM Identity Center: ${regions.join(', ')} (${forms.join(', ')}).`);
  return { entityId, acsUrls };
}

/**
 * Reads the file at a path that was given with the command.
 * @throws WrongFile when it is another one
 */
export function serviceProviderIn(context: HandshakeContext, typed: string): ServiceProvider {
  return accept(context, readFileAt(context, typed));
}

function readFileAt(context: HandshakeContext, typed: string): ServiceProviderMetadata {
  const path = pathOf(context, typed);
  const fix = 'Give the service provider metadata file that IAM Identity Center hands out, by its path.';
  return readServiceProviderMetadata(readHanded(path, path, fix), regionOf(context));
}
