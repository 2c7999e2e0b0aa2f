import type { VpcConfig } from '@aws-sdk/client-lambda';
import { AwsError } from '../errors.js';
import type { Call } from '../service.js';
import type { FunctionCode } from './code.js';
import type { FunctionProcess } from './process.js';

export interface StoredFunction {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  role: string;
  runtime: string;
  handler: string;
  description: string;
  timeout: number;
  memory: number;
  environment: Readonly<Record<string, string>>;
  vpc: VpcConfig | undefined;
  kmsKeyArn: string | undefined;
  tracing: string;
  logging: { readonly LogFormat: string; readonly LogGroup: string };
  architectures: readonly string[];
  code: FunctionCode;
  state: 'Pending' | 'Active';
  updating: boolean;
  modified: Date;
  revision: string;
  readonly tags: Map<string, string>;
  /** Statements of its resource policy by id. */
  readonly permissions: Map<string, object>;
  reservedConcurrency: number | undefined;
  eventInvoke:
    | { attempts: number | undefined; age: number | undefined; failuresTo: string | undefined; modified: Date }
    | undefined;
  /** Warm processes of the present code and configuration. */
  idle: FunctionProcess[];
  readonly busy: Set<FunctionProcess>;
  /** Everything that it wrote. */
  readonly log: string[];
  /** How its invocations ended, in order. */
  readonly invocations: InvocationRecord[];
}

export interface InvocationRecord {
  readonly at: Date;
  readonly event: string;
  readonly payload: string;
  readonly functionError: boolean;
}

/** Functions of all Regions. */
export class FunctionStates {
  private readonly functions = new Map<string, StoredFunction>();

  all(region?: string): StoredFunction[] {
    return [...this.functions.values()].filter((each) => region === undefined || each.region === region);
  }

  add(made: StoredFunction): void {
    this.functions.set(made.arn, made);
  }

  remove(gone: StoredFunction): void {
    this.functions.delete(gone.arn);
  }

  /** By name, ARN or either with a qualifier. */
  find(region: string, id: string): StoredFunction | undefined {
    const name = /^(?:arn:[^:]+:lambda:[^:]+:\d{12}:function:)?([^:]+)/.exec(id)?.[1];
    return this.all(region).find((each) => each.name === name);
  }

  need(call: Pick<Call, 'region'>, id: string | undefined): StoredFunction {
    const found = this.find(call.region, id ?? '');
    if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${id ?? ''}`, { Type: 'User' });
    return found;
  }
}
