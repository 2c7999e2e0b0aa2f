import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { deploymentJsonSchema } from '../../build/pages/json-schema.js';
import { refusedChanges } from '../../deployment/changes.js';
import { readDeployment } from '../../deployment/load.js';
import { deploymentFileSchema } from '../../deployment/schema.js';
import { schemaFields } from '../../deployment/schema-walk.js';
import { stageOf } from '../../deployment/stage.js';

const folder = new URL('../../examples/', import.meta.url).pathname;
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));
const load = (name: string) => readDeployment(`${folder}${name}.json`);

describe('the examples', () => {
  test('are these', () => {
    expect(examples.sort()).toEqual([
      'account-instance',
      'by-admin',
      'company-files',
      'cross-region',
      'everything-on',
      'existing-federation',
      'fleet',
      'greenfield-connected',
      'greenfield-foundation',
      'smallest',
      'two-sites-one-region',
      'two-sites-two-regions',
    ]);
  });

  test.each(examples)('%s loads clean and without a warning', (name) => {
    expect(load(name).warnings).toEqual([]);
  });

  test.each(examples)('%s has a deployment name of its own, or shares it with its other stage', (name) => {
    const same = examples.filter((other) => load(other).deployment.name === load(name).deployment.name);
    expect(same.length === 1 || same.every((other) => other.startsWith('greenfield-'))).toBe(true);
  });

  test('greenfield goes from foundation to connected by the handshake alone', () => {
    const foundation = load('greenfield-foundation');
    const connected = load('greenfield-connected');
    expect(stageOf(foundation.deployment)).toBe('foundation');
    expect(stageOf(connected.deployment)).toBe('connected');
    expect(refusedChanges(foundation.file, connected.file)).toEqual([]);
    const withoutHandshake = JSON.parse(JSON.stringify(connected.file));
    withoutHandshake.identityCenter.federation.setUp.handshake = null;
    expect(withoutHandshake).toEqual(foundation.file);
  });

  test('cross-region has its desktops in another Region than Identity Center', () => {
    const { deployment } = load('cross-region');
    expect([deployment.identityCenter.region, deployment.sites[0]?.region]).toEqual(['us-east-1', 'eu-central-1']);
  });

  test('everything-on writes out every section, and reads its users from a file', () => {
    const written = JSON.parse(readFileSync(`${folder}everything-on.json`, 'utf8'));
    expect(Object.keys(written).sort()).toEqual(Object.keys(deploymentFileSchema.shape).sort());
    expect(load('everything-on').deployment.sites[0]?.desktops.users.map(({ upn }) => upn)).toEqual([
      'ada@contoso.com',
      'grace@contoso.com',
      'katherine@contoso.com',
      'konrad@contoso.com',
    ]);
  });
});

describe('the schema', () => {
  test('describes every field', () => {
    const silent = schemaFields(deploymentFileSchema)
      .filter(({ path, meta }) => meta.description === undefined && !/(\[\]|\.\*)$/.test(path))
      // The two sides of a choice are described by the choice and by what they hold.
      .filter(
        ({ path }) => !/\.(create|existing|setUp|fromImage|store|list|email|snsTopicArn|s3|azurerm|local)$/.test(path),
      )
      .map(({ path }) => path);
    expect(silent).toEqual([]);
  });

  test('is published as it is: run `npm run pages` when this fails', () => {
    const published = readFileSync(new URL('../../schema/deployment.schema.json', import.meta.url), 'utf8');
    expect(published).toBe(deploymentJsonSchema());
  });

  test('publishes what is immutable, closes every object, and keeps own keywords out', () => {
    const published = JSON.parse(deploymentJsonSchema());
    expect(published.properties.name['x-immutable']).toBe(true);
    expect(published.properties.tags['x-immutable']).toBeUndefined();
    expect(deploymentJsonSchema()).not.toMatch(/"(immutable|wayToChange|choice)":/);
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const fields = node as Record<string, unknown>;
      if (fields['type'] === 'object' && fields['additionalProperties'] === undefined) open.push(path);
      for (const [key, child] of Object.entries(fields)) visit(child, `${path}/${key}`);
    };
    visit(published, '');
    expect(open).toEqual([]);
  });
});
