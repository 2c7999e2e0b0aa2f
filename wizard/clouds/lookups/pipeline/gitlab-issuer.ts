import { gitlabCom, gitlabIssuer } from '../../../../deployment/pipeline-hosts/gitlab.js';
import { hasIdentities } from '../../../../deployment/pipeline-of.js';
import { discoveryDocumentIn, discoveryPath, type DiscoveryDocument } from '../../../../domain/discovery-document.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';

/** Who signs for a GitLab of somebody's own, and what it says of itself; nothing where nobody of its own signs. */
export interface SeenIssuer {
  readonly issuer: string;
  readonly url: string;
  /** Nothing: nothing lies there, or something else than a document. */
  readonly told: DiscoveryDocument | undefined;
}

/** What both clouds fetch before they believe a token, as it is told here. The hosts that everybody uses are believed. */
export const tokenIssuer = namedLookup({
  id: 'token-issuer',
  what: 'what the GitLab of the pipeline says of who signs for it',
  needs: {},
  seconds: 10,
  named: ({ pipeline }) => {
    if (!pipeline?.gitlab || !hasIdentities(pipeline)) return undefined;
    const issuer = gitlabIssuer(pipeline.gitlab);
    return issuer === gitlabCom ? undefined : { issuer };
  },
  without: undefined,
  async look({ hosts }, { issuer }: { readonly issuer: string }): Promise<SeenIssuer | undefined> {
    const url = `${issuer}${discoveryPath}`;
    if (hosts === undefined) throw new CloudError('error', `${url} was not asked`);
    const { status, text } = await hosts.open(url);
    // Whether others are told more is not known: a network may answer in its place.
    if (status !== 200 && status !== 404) throw new CloudError('error', `${url} answered ${status}`, { status });
    return { issuer, url, told: status === 200 ? discoveryDocumentIn(text) : undefined };
  },
});
