import { siteLookup } from '../../lookup.js';

/** Whether EBS encrypts by default in a Region: an image import fails then. */
export const ebsEncryption = siteLookup({
  id: 'ebs-encryption',
  what: 'the default encryption of EBS',
  needs: { aws: ['ec2:GetEbsEncryptionByDefault'] },
  seconds: 10,
  async look({ aws }, { region }: { readonly region: string }) {
    const { EbsEncryptionByDefault } = await aws.call('ec2', 'GetEbsEncryptionByDefault', region, {});
    return { region, byDefault: EbsEncryptionByDefault ?? false };
  },
});
