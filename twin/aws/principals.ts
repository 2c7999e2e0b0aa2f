import type { PolicyDocument } from './policy.js';
import { identifier } from './identifier.js';

/** Who makes a call. */
export interface Caller {
  /** As it stands in AccessDenied sentences: `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. */
  readonly arn: string;
  readonly accountId: string;
  readonly userId: string;
  /** The function whose code has these credentials. */
  readonly sourceFunctionArn?: string;
  /** `administrator` may do everything; `role` what its policies say; `documents` what the documents say. */
  readonly rights:
    | { readonly kind: 'administrator' }
    | { readonly kind: 'role'; readonly roleName: string }
    | { readonly kind: 'documents'; readonly policies: readonly PolicyDocument[] };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * In every access key and session token: who holds one can see that it opens nothing but this, and refuse to send it
 * anywhere else.
 */
const mark = 'SANDBOX';

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Access keys and whom they stand for. */
export class Principals {
  private readonly callers = new Map<string, Caller>();
  /** An administrator of the account. */
  readonly administrator: Credentials;

  constructor(private readonly accountId: string) {
    this.administrator = this.issue({
      arn: `arn:aws:iam::${accountId}:user/administrator`,
      accountId,
      userId: `AIDA${identifier(17, upperCase)}`,
      rights: { kind: 'administrator' },
    });
  }

  /** Keys for anybody. */
  issue(caller: Caller): Credentials {
    const temporary = caller.arn.includes(':assumed-role/');
    const accessKeyId = `${temporary ? 'ASIA' : 'AKIA'}${mark}${identifier(16 - mark.length, upperCase)}`;
    this.callers.set(accessKeyId, caller);
    const keys = { accessKeyId, secretAccessKey: identifier(40, `${upperCase}abcdefghijklmnopqrstuvwxyz`) };
    return temporary ? { ...keys, sessionToken: `${mark}${identifier(64, upperCase)}` } : keys;
  }

  /** Keys of a user who may do only what these policies say: a plan that runs with fewer rights. */
  issueUser(name: string, policies: readonly PolicyDocument[]): Credentials {
    return this.issue({
      arn: `arn:aws:iam::${this.accountId}:user/${name}`,
      accountId: this.accountId,
      userId: `AIDA${identifier(17, upperCase)}`,
      rights: { kind: 'documents', policies },
    });
  }

  /** Keys of a session of a role. A role of another account is taken to have all rights there. */
  issueSession(roleArn: string, session: string, sourceFunctionArn?: string): Credentials {
    const [, accountId = this.accountId, roleName = ''] =
      /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
    return this.issue({
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${session}`,
      accountId,
      userId: `AROA${identifier(17, upperCase)}:${session}`,
      ...(sourceFunctionArn === undefined ? {} : { sourceFunctionArn }),
      rights: accountId === this.accountId ? { kind: 'role', roleName } : { kind: 'administrator' },
    });
  }

  /** A session of a role, as STS answers it. */
  assume(roleArn: string, session = 'session'): { readonly credentials: object; readonly AssumedRoleUser: object } {
    const { accessKeyId, secretAccessKey, sessionToken } = this.issueSession(roleArn, session);
    const caller = this.of(accessKeyId);
    return {
      credentials: { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken },
      AssumedRoleUser: { AssumedRoleId: caller?.userId, Arn: caller?.arn },
    };
  }

  of(accessKeyId: string): Caller | undefined {
    return this.callers.get(accessKeyId);
  }

  get administratorCaller(): Caller {
    const caller = this.callers.get(this.administrator.accessKeyId);
    if (!caller) throw new Error('twin: the account has lost its administrator');
    return caller;
  }
}
