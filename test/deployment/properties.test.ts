import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPath, type Path } from '../../deployment/json-text.js';
import { checkDeploymentValue, parseDeployment } from '../../deployment/load.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { deploymentInputs, runs } from './arbitrary.js';
import { problemsOf, type Loose } from './sample.js';

/** Every path of a value, objects and lists before what is in them. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const children = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return [path, ...children];
}

const at = (value: Loose, path: Path): Loose => path.reduce<Loose>((here, key) => here?.[key], value);
const copy = (value: unknown): Loose => JSON.parse(JSON.stringify(value));

/** A random place of a random deployment that fits. */
const places = (
  fits: (value: unknown, path: Path) => boolean,
): fc.Arbitrary<{ deployment: DeploymentInput; path: Path }> =>
  fc
    .tuple(deploymentInputs, fc.nat())
    .map(([deployment, draw]) => {
      const paths = pathsOf(deployment).filter((path) => fits(at(deployment, path), path));
      return { deployment, path: paths[draw % Math.max(1, paths.length)] };
    })
    .filter((place): place is { deployment: DeploymentInput; path: Path } => place.path !== undefined);

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Names of one's own: any key is known there. */
const isDictionary = (path: Path): boolean =>
  ['tags', 'functionVpc', 'keyArns', 'bundles', 'apps'].includes(String(path.at(-1)));
const isChoice = (path: Path): boolean =>
  [
    'enterpriseApp',
    'desktopUsers',
    'registrationApp',
    'instance',
    'federation',
    'profile',
    'app',
    'compliance',
    'statusPage',
    'pilot',
    'registrationSecret',
    'network',
    'users',
    'alerts',
    'state',
    'pipeline',
  ].includes(String(path.at(-1))) || path.at(-2) === 'bundles';

/** The key under which a state is kept: any text. */
const isKeyOfState = (path: Path): boolean => path.at(-1) === 'key' && path[0] === 'state';

/** A user's state and the key of an encryption or of a state have defaults; other fields of these names have none. */
const hasDefault = (path: Path): boolean =>
  // A fleet's own group, which it need not have.
  (path.at(-1) === 'entra' && path.at(-2) === 'group') ||
  (path.at(-1) === 'state' && path.length > 1) ||
  (path.at(-1) === 'key' && path.at(-2) === 'encryption') ||
  isKeyOfState(path);

/** What stands in no place of a deployment. */
const wrong = (value: unknown): unknown => {
  if (typeof value === 'string') return 12345;
  if (typeof value === 'number') return 'many';
  if (typeof value === 'boolean') return 'yes';
  return 7;
};

describe('every random valid deployment', () => {
  test('loads clean, as a value and as text', () => {
    fc.assert(
      fc.property(deploymentInputs, (input) => {
        const { deployment } = checkDeploymentValue(input, 'deployment.json', () => '');
        const text = JSON.stringify(input, null, 2);
        expect(parseDeployment(text, 'deployment.json', () => '').deployment).toEqual(deployment);
      }),
      runs(200),
    );
  });

  test('loads the same once its defaults are written out', () => {
    fc.assert(
      fc.property(deploymentInputs, (input) => {
        const { file, deployment } = checkDeploymentValue(input, 'deployment.json', () => '');
        expect(checkDeploymentValue(copy(file), 'deployment.json', () => '').deployment).toEqual(deployment);
      }),
      runs(200),
    );
  });

  test('is in the foundation exactly as long as a handshake is to come', () => {
    fc.assert(
      fc.property(deploymentInputs, (input) => {
        const { federation } = input.identityCenter;
        const open = 'setUp' in federation && (federation.setUp.handshake ?? null) === null;
        expect(stageOf(checkDeploymentValue(input, 'd', () => '').deployment)).toBe(open ? 'foundation' : 'connected');
      }),
      runs(200),
    );
  });
});

describe('every single-field corruption is refused with the right path', () => {
  const refusedAt = (deployment: Loose, path: Path): void => {
    const problems = problemsOf(deployment);
    expect(problems.map((problem) => problem.path)).toContain(formatPath(path));
    for (const { rule, got } of problems) {
      expect(rule).toMatch(/^(the name )?must /);
      expect(got).not.toBe('');
    }
  };

  test('a value of another type', () => {
    fc.assert(
      fc.property(
        places((_value, path) => path.length > 0),
        ({ deployment, path }) => {
          const broken = copy(deployment);
          at(broken, path.slice(0, -1))[path.at(-1) ?? ''] = wrong(at(broken, path));
          refusedAt(broken, path);
        },
      ),
      runs(250),
    );
  });

  test('an unknown key', () => {
    fc.assert(
      fc.property(
        places((value, path) => isObject(value) && !isDictionary(path) && !isChoice(path)),
        ({ deployment, path }) => {
          const broken = copy(deployment);
          at(broken, path)['xyzzy'] = 1;
          refusedAt(broken, [...path, 'xyzzy']);
        },
      ),
      runs(250),
    );
  });

  test('a choice with a second key', () => {
    fc.assert(
      fc.property(
        places((value, path) => isObject(value) && isChoice(path)),
        ({ deployment, path }) => {
          const broken = copy(deployment);
          const value = at(broken, path);
          value[Object.keys(value)[0] === 'existing' ? 'create' : 'existing'] = {};
          refusedAt(broken, path);
        },
      ),
      runs(200),
    );
  });

  test('a missing field that has no default', () => {
    const needed = [
      'name',
      'schemaVersion',
      'aws',
      'accountId',
      'entra',
      'tenantId',
      'enterpriseApp',
      'identityCenter',
      'region',
      'instance',
      'federation',
      'sites',
      'state',
      'key',
      'directoryName',
      'network',
      'bundles',
      'desktops',
      'upn',
      'arn',
      'kind',
      'cidr',
      'availabilityZoneIds',
      'vpcId',
      'subnetIds',
      'imageId',
      'computeType',
      'rootVolumeGib',
      'entityId',
      'acsUrls',
      'scimEndpoint',
      'notificationEmails',
      'bucket',
      'mainPlan',
      'objectId',
    ];
    fc.assert(
      fc.property(
        places(
          (_value, path) =>
            needed.includes(String(path.at(-1))) && !isDictionary(path.slice(0, -1)) && !hasDefault(path),
        ),
        ({ deployment, path }) => {
          const broken = copy(deployment);
          delete at(broken, path.slice(0, -1))[path.at(-1) ?? ''];
          refusedAt(broken, path);
        },
      ),
      runs(250),
    );
  });

  test('text that is no identifier where one is wanted', () => {
    const identifiers = [
      'accountId',
      'tenantId',
      'objectId',
      'servicePrincipalObjectId',
      'applicationId',
      'arn',
      'roleArn',
      'vpcId',
      'imageId',
      'region',
      'name',
      'key',
      'cidr',
      'upn',
      'entityId',
      'scimEndpoint',
      'signInUrl',
      'email',
      'alertEmail',
      'holdUntil',
      'mainPlan',
      'repository',
      'bundle',
      'deviceNameTemplate',
      'activeCertificate',
      'replaceIdentitySource',
      'directoryName',
    ];
    fc.assert(
      fc.property(
        places(
          (value, path) =>
            typeof value === 'string' &&
            identifiers.includes(String(path.at(-1))) &&
            path[0] !== 'tags' &&
            !isKeyOfState(path) &&
            !path.includes('ipGroups') &&
            // Azure DevOps takes almost anything for the name of a repository or a service connection.
            !(path.includes('azureDevOps') && ['name', 'repository'].includes(String(path.at(-1)))),
        ),
        fc.constantFrom('?', 'no such thing!', 'x'.repeat(600)),
        ({ deployment, path }, nonsense) => {
          const broken = copy(deployment);
          at(broken, path.slice(0, -1))[path.at(-1) ?? ''] = nonsense;
          refusedAt(broken, path);
        },
      ),
      runs(250),
    );
  });
});

test('whatever stands in the file, loading ends in problems and never in another error', () => {
  fc.assert(
    fc.property(
      places(() => true),
      fc.jsonValue(),
      ({ deployment, path }, anything) => {
        const broken = copy(deployment);
        if (path.length === 0) expect(() => problemsOf(anything)).not.toThrow();
        else at(broken, path.slice(0, -1))[path.at(-1) ?? ''] = anything;
        expect(() => problemsOf(broken)).not.toThrow();
      },
    ),
    runs(250),
  );
});
