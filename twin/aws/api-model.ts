import { generatedData } from '../generated-data.js';

/** A reference from one shape to another, with what the place adds. */
export interface ShapeReference {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode';
  readonly locationName?: string;
  readonly queryName?: string;
}

/** One type of an API, as botocore writes it. */
export interface Shape {
  readonly type:
    | ('structure' | 'list' | 'map' | 'string' | 'boolean' | 'integer' | 'long' | 'double' | 'float')
    | ('timestamp' | 'blob' | 'bigdecimal' | 'character');
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly flattened?: boolean;
  readonly payload?: string;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  readonly timestampFormat?: 'iso8601' | 'unixTimestamp' | 'rfc822';
}

export interface ApiOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: ShapeReference;
  readonly output?: ShapeReference & { readonly resultWrapper?: string };
  readonly errors?: readonly { readonly shape: string }[];
}

interface ApiFile {
  readonly source: string;
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly protocol: 'json' | 'query' | 'ec2' | 'rest-json';
    readonly jsonVersion?: string;
    readonly signingName?: string;
    readonly targetPrefix?: string;
    readonly xmlNamespace?: string;
  };
  readonly operations: Readonly<Record<string, ApiOperation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The API models that the twin has, by the name of their service in botocore. */
export const modelledServices = [
  ...([
    'account',
    'cloudwatch',
    'dynamodb',
    'ec2',
    'events',
    'iam',
    'identitystore',
    'kms',
    'lambda',
    'logs',
    'network-firewall',
    'organizations',
  ] as const),
  ...(['secretsmanager', 'service-quotas', 'sns', 'sso-admin', 'stepfunctions', 'sts', 'workspaces'] as const),
] as const;
export type ServiceName = (typeof modelledServices)[number];

/** The API model of one service, cut to the calls in use (build/twin-api-models.ts). */
export class ApiModel {
  private static readonly loaded = new Map<ServiceName, ApiModel>();

  private constructor(
    readonly service: ServiceName,
    private readonly file: ApiFile,
  ) {}

  static of(service: ServiceName): ApiModel {
    let model = ApiModel.loaded.get(service);
    if (!model) {
      model = new ApiModel(service, generatedData(`aws-api/${service}`) as ApiFile);
      ApiModel.loaded.set(service, model);
    }
    return model;
  }

  /** E.g. `botocore 1.43.11`. */
  get source(): string {
    return this.file.source;
  }

  get protocol(): ApiFile['metadata']['protocol'] {
    return this.file.metadata.protocol;
  }

  get metadata(): ApiFile['metadata'] {
    return this.file.metadata;
  }

  /** The name under which requests are signed: it stands in the credential scope. */
  get signingName(): string {
    return this.file.metadata.signingName ?? this.file.metadata.endpointPrefix;
  }

  operation(name: string): ApiOperation | undefined {
    return Object.hasOwn(this.file.operations, name) ? this.file.operations[name] : undefined;
  }

  operations(): readonly ApiOperation[] {
    return Object.values(this.file.operations);
  }

  shape(name: string): Shape {
    const shape = this.file.shapes[name];
    if (!shape) throw new Error(`twin: the API model of ${this.service} has no shape ${name}`);
    return shape;
  }

  inputShape(operation: ApiOperation): Shape {
    return operation.input ? this.shape(operation.input.shape) : { type: 'structure', members: {} };
  }

  outputShape(operation: ApiOperation): Shape {
    return operation.output ? this.shape(operation.output.shape) : { type: 'structure', members: {} };
  }

  /** The HTTP status of an error: what the model says of it, else 400. */
  statusOf(code: string): number {
    const byName = this.file.shapes[code];
    const byCode = Object.values(this.file.shapes).find((shape) => shape.error?.code === code);
    return byName?.error?.httpStatusCode ?? byCode?.error?.httpStatusCode ?? 400;
  }

  /** Whether the operation declares this error. */
  declares(operation: ApiOperation, code: string): boolean {
    return (operation.errors ?? []).some(({ shape }) => shape === code || this.shape(shape).error?.code === code);
  }
}
