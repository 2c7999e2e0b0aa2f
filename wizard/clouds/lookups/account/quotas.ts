import { siteLookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** What WorkSpaces and Lambda allow in a Region. A new account starts with one desktop. */
export const quotas = siteLookup({
  id: 'quotas',
  what: 'the quotas of WorkSpaces and Lambda',
  needs: { aws: ['servicequotas:ListServiceQuotas'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const of = async (ServiceCode: string) =>
      (await aws.pages('servicequotas', 'ListServiceQuotas', region, { ServiceCode })).flatMap(
        ({ Quotas = [] }) => Quotas,
      );
    const [all, ofLambda] = await Promise.all([of('workspaces'), of('lambda')]);
    const named = (name: string): number | undefined => all.find(({ QuotaName }) => QuotaName === name)?.Value;
    return present({
      region,
      desktops: named('WorkSpaces'),
      desktopsQuotaCode: all.find(({ QuotaName }) => QuotaName === 'WorkSpaces')?.QuotaCode,
      directories: named('Directories'),
      /** Functions that may run at once in the account and Region. */
      functionConcurrency: ofLambda.find(({ QuotaName }) => QuotaName === 'Concurrent executions')?.Value,
    });
  },
});
