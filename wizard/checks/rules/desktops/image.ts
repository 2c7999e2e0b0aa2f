import { siteRule } from '../../rule.js';

/** The Windows image that bundles are made of. */
export const image = siteRule({
  id: 'image',
  failureModes: [9],
  title: 'An image that a bundle is made of cannot be used',
  good: 'The images that bundles are made of can be used',
  why: 'The bundle is refused, and with it every desktop that would be made of it.',
  fix: 'Name an image that is AVAILABLE and was imported with BYOL for DCV: Windows 11 Enterprise 22H2 to 25H2, or Windows 10 22H2.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['preflight'],
  because: ['ebs-encryption'],
  needs: ['images'],
  evaluate: ({ images }, { site }) =>
    Object.entries(site.bundles).flatMap(([name, bundle]) => {
      if (!('fromImage' in bundle)) return [];
      const { imageId } = bundle.fromImage;
      const found = images.find(({ id }) => id === imageId);
      const thing = `${imageId} of bundle ${name}`;
      if (!found) return [{ thing, got: `no such image in ${site.region}` }];
      if (!found.dedicated) return [{ thing, got: 'an image that was not imported with BYOL' }];
      if (found.state === 'AVAILABLE') return [];
      const reason = found.errorDetails?.join('; ') ?? found.error;
      return [{ thing, got: reason === undefined ? `the state ${found.state}` : `${found.state}: ${reason}` }];
    }),
});
