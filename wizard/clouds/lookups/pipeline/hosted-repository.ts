import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** A repository on GitHub as its tokens name it; undefined: it is not there, or whoever looks may not see it. */
export const hostedRepository = namedLookup({
  id: 'hosted-repository',
  what: 'the repository of the pipeline',
  needs: {},
  seconds: 15,
  named: ({ pipeline }) => (pipeline?.github === undefined ? undefined : { name: pipeline.github.repository }),
  without: undefined,
  async look({ github }, { name }: { readonly name: string }) {
    if (github === undefined) throw new CloudError('error', 'nobody is signed in to GitHub');
    const found = await github.find<{ id: number; full_name: string }>(`/repos/${name}`);
    if (found === undefined) return undefined;
    const subject = await github.find<{ use_default?: boolean; sub_claim_prefix?: string }>(
      `/repos/${found.full_name}/actions/oidc/customization/sub`,
    );
    return {
      name: found.full_name,
      id: String(found.id),
      prefix: subject?.sub_claim_prefix ?? `repo:${found.full_name}`,
      /** Its subjects are made of other claims than GitHub's own. */
      customised: subject?.use_default === false,
    };
  },
});
