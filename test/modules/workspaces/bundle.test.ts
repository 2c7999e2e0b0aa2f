import { describe, expect, test } from '@jest/globals';
import { Bundle, type BundleFromImage } from '../../../modules/workspaces/bundle.js';
import { all, controlPlane, invocations, synthesized, type Block } from '../aws-stack.js';

const fromImage = (more: Partial<BundleFromImage> = {}) =>
  synthesized((stack, provider) => {
    new Bundle(stack, 'bundle', {
      provider,
      bundle: {
        fromImage: {
          controlPlane: controlPlane(stack, provider),
          name: 'contoso-berlin-office',
          imageId: 'wsi-1234567ab',
          computeType: 'POWER',
          rootVolumeGib: 80,
          userVolumeGib: 100,
          tags: { team: 'design' },
          ...more,
        },
      },
    });
  });
const identities = (json: ReturnType<typeof fromImage>) =>
  all(json, 'aws_lambda_invocation').filter(([id]) => /_(claim|ids)_/.test(id));

describe('a bundle from an image', () => {
  test('is asked for with image, compute type and volumes', () => {
    const ensure = Object.values(invocations(fromImage())).find((input) => input.step === 'ensure');
    expect(ensure).toMatchObject({
      kind: 'bundle',
      identity: { name: 'contoso-berlin-office' },
      properties: {
        imageId: 'wsi-1234567ab',
        computeType: 'POWER',
        rootVolumeGib: 80,
        userVolumeGib: 100,
        tags: { team: 'design' },
      },
    });
  });

  test('keeps its id when the image changes: claim and ids are untouched', () => {
    expect(identities(fromImage({ imageId: 'wsi-bbbbbbbbb' }))).toEqual(identities(fromImage()));
    expect(identities(fromImage())).toHaveLength(2);
  });

  test('is compared with what AWS has by a check', () => {
    const { check, data } = fromImage();
    expect(Object.keys(data.aws_workspaces_bundle!)).toHaveLength(1);
    expect(Object.values(check)[0].assert.map((each: Block) => each.condition)).toEqual([
      expect.stringContaining('compute_type[0].name == "POWER"'),
      expect.stringContaining('root_storage[0].capacity == "80"'),
      expect.stringContaining('user_storage[0].capacity == "100"'),
    ]);
  });

  test.each([
    ['a name with a comma', { name: 'a,b' }, /`name` of a bundle must be.*got: a,b/],
    [
      'a compute type that is none',
      { computeType: 'HUGE' as never },
      /`computeType` of a bundle must be one of VALUE, .*got: HUGE/,
    ],
    ['a small root volume', { rootVolumeGib: 50 }, /`rootVolumeGib` of a bundle must be 80 to 2000 GiB, got: 50/],
    ['half a GiB', { userVolumeGib: 50.5 }, /`userVolumeGib` of a bundle must be 10 to 2000 GiB, got: 50.5/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => fromImage(wrong)).toThrow(message);
  });
});

describe('an existing bundle', () => {
  const json = synthesized((stack, provider) => {
    const bundle = new Bundle(stack, 'bundle', { provider, bundle: { existing: { id: 'wsb-1234567ab' } } });
    expect(bundle.bundleId).toBe('wsb-1234567ab');
  });

  test('is looked up for its compute type and volumes, and depends on nothing', () => {
    const [data] = Object.values(json.data.aws_workspaces_bundle!);
    expect(json.resource).toEqual({});
    expect(data).toMatchObject({ bundle_id: 'wsb-1234567ab', provider: 'aws.eu-central-1' });
    expect(data).not.toHaveProperty('depends_on');
  });
});
