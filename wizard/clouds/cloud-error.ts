/** What can go wrong with a call to a cloud, the same for AWS, Graph and SCIM. */
import { types } from 'node:util';
import { Explained } from '../terminal/failure.js';

/** Why something could not be seen. */
export type UnknownReason = 'denied' | 'timeout' | 'offline' | 'error';

/** A call that did not give an answer to work with. Lookups may catch one by its `code`: a thing that is not there. */
export class CloudError extends Explained {
  override readonly name = 'CloudError';
  constructor(
    readonly reason: UnknownReason,
    message: string,
    readonly details: {
      /** The cloud's own code: `AccessDeniedException`, `Request_ResourceNotFound`. */
      readonly code?: string;
      readonly status?: number;
      /** The missing permission: `workspaces:DescribeAccount`, `Group.Read.All`. */
      readonly permission?: string;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** For a call that a command cannot do without, and that nobody above made other words for. */
  get lines(): readonly string[] {
    const rights = '  What each command needs in both clouds: entra-workspaces permissions';
    return [`A cloud could not be asked: ${this.message}.`, ...(this.reason === 'denied' ? [rights] : [])];
  }

  get code(): string | undefined {
    return this.details.code;
  }

  /** The thing is not there: 404 of Graph and SCIM, the many names that AWS has for it. */
  get isAbsent(): boolean {
    return (
      this.details.status === 404 || /^(ResourceNotFound|NoSuchEntity|NotFound)(Exception)?$/.test(this.code ?? '')
    );
  }
}

const offlineCodes = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH', 'EPIPE', 'ETIMEDOUT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'],
]);

/** The code of a broken connection, in the error or in what caused it. */
export function brokenConnection(error: unknown): string | undefined {
  for (let each = error, depth = 0; types.isNativeError(each) && depth < 5; each = each.cause, depth += 1) {
    const { code, errors } = each as NodeJS.ErrnoException & { errors?: readonly unknown[] };
    if (code !== undefined && offlineCodes.has(code)) return code;
    // Some libraries wrap an error and keep nothing but its text.
    const written = /\b(E[A-Z_]{4,}|UND_ERR_[A-Z_]+)\b/.exec(each.message)?.[1];
    if (written !== undefined && offlineCodes.has(written)) return written;
    if (each.name === 'TimeoutError') return 'timed out';
    const inner = errors === undefined ? undefined : brokenConnection(errors[0]);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A lookup's value, or a stand-in when what it looked for is not there. Every other error goes on. */
export async function unlessAbsent<T, U>(call: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudError && error.isAbsent) return otherwise;
    throw error;
  }
}

/** A part of a lookup that is only a comfort: without the permission for it the rest still stands. */
export async function unlessDenied<T, U>(call: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudError && error.reason === 'denied') return otherwise;
    throw error;
  }
}
