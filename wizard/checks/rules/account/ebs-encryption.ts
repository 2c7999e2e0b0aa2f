import { siteRule } from '../../rule.js';

/** Only an import of an image minds it; then it fails after more than an hour. */
export const ebsEncryption = siteRule({
  id: 'ebs-encryption',
  failureModes: [8],
  title: 'EBS encrypts by default in this Region, and an image is not there yet',
  good: 'No import of an image is hindered by encryption of EBS',
  why: 'The import of an image fails after more than an hour while default encryption is on.',
  fix: 'Turn default encryption off in the EC2 console, EBS settings, import the image, and turn it on again.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight'],
  needs: ['ebsEncryption', 'images'],
  evaluate: ({ ebsEncryption: { byDefault }, images }, { site }) => {
    const wanted = Object.values(site.bundles).flatMap((each) => ('fromImage' in each ? [each.fromImage.imageId] : []));
    const ready = images.filter(({ state, dedicated }) => state === 'AVAILABLE' && dedicated).map(({ id }) => id);
    return byDefault && wanted.some((id) => !ready.includes(id))
      ? [{ thing: site.region, got: 'encrypted by default' }]
      : [];
  },
});
