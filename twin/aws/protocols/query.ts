import { isRecord } from '../api-validation.js';
import type { CloudRequest, CloudResponse } from '../../network.js';
import type { ApiModel, Shape, ShapeReference } from '../api-model.js';
import type { Protocol } from './protocol.js';

/** The two old protocols with forms in and XML out: `query` (IAM, STS, SNS) and its dialect `ec2`. */
export const queryProtocol: Protocol = {
  operationOf: (model, request) => model.operation(form(request).get('Action') ?? ''),
  nameOf: (request) => form(request).get('Action') ?? '',
  input: (model, operation, request) => {
    const fields = [...form(request)].filter(([name]) => name !== 'Action' && name !== 'Version');
    const input = readStructure(model, model.inputShape(operation), fields, '');
    return {
      ...input.value,
      ...Object.fromEntries(fields.filter(([name]) => !input.used.has(name)).map(([name, text]) => [name, text])),
    };
  },
  answer: (model, operation, output, requestId) => {
    const shape = model.outputShape(operation);
    const members = writeMembers(model, shape, output, operation.name);
    const xmlns = ` xmlns="${model.metadata.xmlNamespace ?? `http://ec2.amazonaws.com/doc/${model.metadata.apiVersion}/`}"`;
    const name = operation.name;
    if (model.protocol === 'ec2') {
      return xml(
        200,
        `<${name}Response${xmlns}><requestId>${requestId}</requestId>${members}</${name}Response>`,
        requestId,
      );
    }
    const wrapper = operation.output?.resultWrapper;
    const result = wrapper ? `<${wrapper}>${members}</${wrapper}>` : '';
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xml(200, `<${name}Response${xmlns}>${result}${metadata}</${name}Response>`, requestId);
  },
  refusal: (model, error, requestId) => {
    const fields = `<Code>${escaped(wireCode(model, error.code))}</Code><Message>${escaped(error.message)}</Message>`;
    const status = error.status ?? model.statusOf(error.code);
    if (model.protocol === 'ec2') {
      return xml(
        status,
        `<Response><Errors><Error>${fields}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
        requestId,
      );
    }
    const error_ = `<Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${fields}</Error>`;
    return xml(status, `<ErrorResponse>${error_}<RequestId>${requestId}</RequestId></ErrorResponse>`, requestId);
  },
};

/** On the wire an error has the code that the model gives it (`NoSuchEntity`), not the name of its shape. */
function wireCode(model: ApiModel, code: string): string {
  try {
    return model.shape(code).error?.code ?? code;
  } catch {
    return code;
  }
}

function form(request: CloudRequest): URLSearchParams {
  return request.body.length > 0 ? new URLSearchParams(request.body.toString('utf8')) : request.query;
}

type Fields = readonly (readonly [string, string])[];
interface Read<T> {
  readonly value: T;
  readonly used: Set<string>;
}

function readStructure(model: ApiModel, shape: Shape, fields: Fields, prefix: string): Read<Record<string, unknown>> {
  const value: Record<string, unknown> = {};
  const used = new Set<string>();
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const read = readValue(model, model.shape(member.shape), fields, prefix + requestName(model, name, member));
    for (const field of read.used) used.add(field);
    if (read.value !== undefined) value[name] = read.value;
  }
  return { value, used };
}

/** The name of a member in a request. ec2 has rules of its own: `queryName`, else `locationName` with a capital. */
function requestName(model: ApiModel, name: string, member: ShapeReference): string {
  if (model.protocol !== 'ec2') return member.locationName ?? name;
  const wire = member.locationName ?? name;
  return member.queryName ?? wire.charAt(0).toUpperCase() + wire.slice(1);
}

function readValue(model: ApiModel, shape: Shape, fields: Fields, path: string): Read<unknown> {
  const mine = fields.filter(([name]) => name === path || name.startsWith(`${path}.`));
  if (mine.length === 0) return { value: undefined, used: new Set() };
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, mine, `${path}.`);
    case 'list':
      return readList(model, shape, mine, path);
    case 'map':
      return readMap(model, shape, mine, path);
    default: {
      const text = mine.find(([name]) => name === path)?.[1];
      return { value: text === undefined ? undefined : scalar(shape, text), used: new Set([path]) };
    }
  }
}

function readList(model: ApiModel, shape: Shape, fields: Fields, path: string): Read<unknown> {
  // An empty list is written as `Name=`.
  if (fields.length === 1 && fields[0]?.[0] === path) return { value: [], used: new Set([path]) };
  const flat = shape.flattened === true || model.protocol === 'ec2';
  const base = flat ? `${path}.` : `${path}.${shape.member?.locationName ?? 'member'}.`;
  const used = new Set<string>();
  const value = numbers(fields, base).map((index) => {
    const read = readValue(model, model.shape(shape.member?.shape ?? ''), fields, `${base}${index}`);
    for (const field of read.used) used.add(field);
    return read.value;
  });
  return { value, used };
}

function readMap(model: ApiModel, shape: Shape, fields: Fields, path: string): Read<unknown> {
  const base = shape.flattened ? `${path}.` : `${path}.entry.`;
  const used = new Set<string>();
  const value: Record<string, unknown> = {};
  for (const index of numbers(fields, base)) {
    const keyField = `${base}${index}.${shape.key?.locationName ?? 'key'}`;
    const read = readValue(
      model,
      model.shape(shape.value?.shape ?? ''),
      fields,
      `${base}${index}.${shape.value?.locationName ?? 'value'}`,
    );
    const key = fields.find(([name]) => name === keyField)?.[1];
    if (key !== undefined) value[key] = read.value;
    for (const field of [keyField, ...read.used]) used.add(field);
  }
  return { value, used };
}

function numbers(fields: Fields, base: string): number[] {
  const found = fields
    .filter(([name]) => name.startsWith(base))
    .map(([name]) => Number.parseInt(name.slice(base.length), 10));
  return [...new Set(found.filter((each) => !Number.isNaN(each)))].sort((a, b) => a - b);
}

function scalar(shape: Shape, text: string): unknown {
  if (shape.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (shape.type === 'integer' || shape.type === 'long' || shape.type === 'double' || shape.type === 'float') {
    return text.trim() === '' ? text : Number(text);
  }
  if (shape.type === 'timestamp') return new Date(text);
  if (shape.type === 'blob') return Buffer.from(text, 'base64');
  return text;
}

function writeMembers(model: ApiModel, shape: Shape, value: Record<string, unknown>, path: string): string {
  return Object.entries(value)
    .filter(([, each]) => each !== undefined && each !== null)
    .map(([name, each]) => {
      const member = shape.members?.[name];
      if (!member)
        throw new Error(`twin: the answer ${path} has no member ${name} in the API model of ${model.service}`);
      return writeNamed(model, model.shape(member.shape), member.locationName ?? name, each, `${path}.${name}`);
    })
    .join('');
}

function writeNamed(model: ApiModel, shape: Shape, name: string, value: unknown, path: string): string {
  if (Array.isArray(value)) {
    const member = model.shape(shape.member?.shape ?? '');
    const itemName = shape.member?.locationName ?? 'member';
    if (shape.flattened) return value.map((each: unknown) => writeNamed(model, member, name, each, path)).join('');
    return `<${name}>${value.map((each: unknown) => writeNamed(model, member, itemName, each, path)).join('')}</${name}>`;
  }
  if (shape.type === 'map' && isRecord(value)) {
    const inner = model.shape(shape.value?.shape ?? '');
    const entries = Object.entries(value).map(
      ([key, each]) =>
        `<entry><${shape.key?.locationName ?? 'key'}>${escaped(key)}</${shape.key?.locationName ?? 'key'}>` +
        `${writeNamed(model, inner, shape.value?.locationName ?? 'value', each, path)}</entry>`,
    );
    return `<${name}>${entries.join('')}</${name}>`;
  }
  if (isRecord(value)) return `<${name}>${writeMembers(model, shape, value, path)}</${name}>`;
  return `<${name}>${escaped(written(value))}</${name}>`;
}

function written(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function xml(status: number, body: string, requestId: string): CloudResponse {
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}
