import type { Account } from '../../aws/account.js';
import type { ServiceName } from '../../aws/api-model.js';
import { AwsError, LostAnswer } from '../../aws/errors.js';
import { LostInvocation } from '../../aws/lambda/functions.js';
import type { Caller } from '../../aws/principals.js';
import { pause } from '../patience.js';
import { ProviderError } from '../provider.js';
import type { Values } from '../value.js';

/** Members of an answer of AWS. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * How often a call is tried, and the longest pause between two tries in seconds. Source: the provider's `max_retries`
 * (25 by default) and the backoff of aws-sdk-go-v2, 20 s at most.
 */
const mostTries = 25;
const longestPause = 20;

/** What one provider block (an alias) talks to: an account, as somebody, in a Region. */
export class AwsClient {
  constructor(
    private readonly account: Account,
    readonly caller: Caller,
    readonly region: string,
    readonly defaultTags: Readonly<Record<string, string>>,
    /** Where terraform runs: relative file names start there. */
    readonly folder: string,
  ) {}

  get accountId(): string {
    return this.caller.accountId;
  }

  /** Calls a service as the provider would, policies and API model included. `doing` heads the error message. */
  async call(service: ServiceName, operation: string, input: object, doing: string): Promise<Answer> {
    try {
      return await this.tryCall(service, operation, input);
    } catch (error) {
      throw error instanceof AwsError ? failure(doing, operation, error) : error;
    }
  }

  /** As `call`; undefined when AWS answers with one of the codes that mean "not there". */
  async find(service: ServiceName, operation: string, input: object, doing: string): Promise<Answer | undefined> {
    try {
      return await this.tryCall(service, operation, input);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (/NotFound|NoSuchEntity/.test(error.code)) return undefined;
      throw failure(doing, operation, error);
    }
  }

  /** As `call`, with the error of AWS itself. What is worth it is tried again, as the SDK does. */
  async tryCall(service: ServiceName, operation: string, input: object): Promise<Answer> {
    const { region, caller } = this;
    // The same input each time: the token that makes a call safe to repeat among it.
    const call = { service, operation, region, caller, input: withoutAbsent(input) };
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.account.call(call);
      } catch (error) {
        if (!isTriedAgain(error)) throw error;
        if (tried >= mostTries) throw error instanceof AwsError ? error : cut(operation);
        await pause(this.account.world.clock, Math.min(2 ** tried * 0.5, longestPause));
      }
    }
  }
}

/**
 * Throttled, failed on their side, or cut off: nobody knows then whether the call took effect, and it is made again.
 * Source: aws-sdk-go-v2 aws/retry/retryable_error.go: DefaultRetryables.
 */
function isTriedAgain(error: unknown): boolean {
  if (error instanceof LostAnswer || error instanceof LostInvocation) return true;
  return (
    error instanceof AwsError &&
    ((error.status ?? 400) >= 500 || /Throttl|TooManyRequests|RequestLimit/.test(error.code))
  );
}

function cut(operation: string): ProviderError {
  return new ProviderError(`operation error ${operation}, exceeded maximum number of attempts: EOF`);
}

/** `creating KMS Key: operation error KMS: CreateKey, api error AccessDeniedException: …`, as the provider words it. */
export function failure(doing: string, operation: string, error: AwsError, state?: Values): ProviderError {
  const summary = `${doing}: operation error ${operation}, https response error StatusCode: ${error.status ?? 400}, api error ${error.code}: ${error.message}`;
  return new ProviderError(summary, state ? { state } : {});
}

function withoutAbsent(input: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
}

/** A member of an answer that is a structure. */
export function part(answer: Answer | undefined, name: string): Answer {
  return (answer?.[name] ?? {}) as Answer;
}

/** A member of an answer that is a list of structures. */
export function parts(answer: Answer | undefined, name: string): readonly Answer[] {
  return (answer?.[name] ?? []) as readonly Answer[];
}

/** A member of an answer that is a string; null where there is none. */
export function word(answer: Answer | undefined, name: string): string | null {
  const value = answer?.[name];
  return typeof value === 'string' ? value : null;
}
