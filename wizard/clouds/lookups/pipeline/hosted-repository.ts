import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** https://docs.github.com/en/rest/actions/oidc: the prefix is the truth, `use_immutable_subject` says only who opted in. */
export interface SubjectAnswer {
  readonly use_default?: boolean;
  readonly include_claim_keys?: readonly string[];
  readonly sub_claim_prefix?: string;
}

/** What the subjects of its tokens begin with. A host without this answer (an older server) sends names alone. */
export function prefixIn(subject: SubjectAnswer | undefined, found: { readonly full_name: string }): string {
  const prefix = subject?.sub_claim_prefix;
  return prefix === undefined || prefix === '' ? `repo:${found.full_name}` : prefix;
}

/** A repository on GitHub as its tokens name it; undefined: it is not there, or whoever looks may not see it. */
export const hostedRepository = namedLookup({
  id: 'hosted-repository',
  what: 'the repository of the pipeline',
  needs: {},
  seconds: 15,
  named: ({ pipeline }) =>
    pipeline?.github === undefined || !hasIdentities(pipeline) ? undefined : { name: pipeline.github.repository },
  without: undefined,
  async look({ github }, { name }: { readonly name: string }) {
    if (github === undefined) throw new CloudError('error', 'nobody is signed in to GitHub');
    const found = await github.find<{ id: number; full_name: string }>(`/repos/${name}`);
    if (found === undefined) return undefined;
    const subject = await github.find<SubjectAnswer>(`/repos/${found.full_name}/actions/oidc/customization/sub`);
    return {
      name: found.full_name,
      id: String(found.id),
      prefix: prefixIn(subject, found),
      /** Its subjects are made of other claims than GitHub's own. */
      customised: subject?.use_default === false,
    };
  },
});
