import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** What WorkSpaces allows in a Region. A new account starts with one desktop. */
export const quotas = lookup({
  id: 'quotas',
  what: 'the quotas of WorkSpaces',
  needs: { aws: ['servicequotas:ListServiceQuotas'] },
  seconds: 15,
  async look({ aws }, { region }: { readonly region: string }) {
    const pages = await aws.pages('servicequotas', 'ListServiceQuotas', region, { ServiceCode: 'workspaces' });
    const all = pages.flatMap(({ Quotas = [] }) => Quotas);
    const named = (name: string): number | undefined => all.find(({ QuotaName }) => QuotaName === name)?.Value;
    return present({
      region,
      desktops: named('WorkSpaces'),
      desktopsQuotaCode: all.find(({ QuotaName }) => QuotaName === 'WorkSpaces')?.QuotaCode,
      directories: named('Directories'),
    });
  },
});
