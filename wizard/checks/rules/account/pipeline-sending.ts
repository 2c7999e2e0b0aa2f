/** Whom the jobs of a host say that they are, by what the host tells today. */
import { pipelineHosts } from '../../../../deployment/pipeline-hosts/index.js';
import type { Deployment } from '../../../../deployment/schema.js';
import type { GitlabRules } from '../../../../domain/gitlab-rules.js';
import { gitlabComponents } from '../../../../domain/gitlab-rules.js';
import type { Identity } from '../../../../domain/pipeline-subjects.js';
import { azureDevOpsTokens } from '../../../repository/pipelines/tokens/azure-devops.js';
import { githubTokens } from '../../../repository/pipelines/tokens/github.js';
import { gitlabTokens } from '../../../repository/pipelines/tokens/gitlab.js';
import type {
  RepositoryRef,
  TokenHost,
  TrustRequest,
  Trusts,
} from '../../../repository/pipelines/tokens/token-host.js';
import type { DeploymentFacts } from '../../fact-types.js';

export interface Sending {
  readonly host: TokenHost;
  /** What the clouds have to trust follows from it. */
  readonly request: TrustRequest & { readonly repository: RepositoryRef };
  /** Whether the jobs send it now: false of a project whose subjects are made of something else. */
  readonly sent: boolean;
}

/** Nothing where nobody can tell: a repository that makes its own subjects, or one that is not seen. */
export function sendingOf(
  { pipeline }: Pick<Deployment, 'pipeline'>,
  seen: Pick<DeploymentFacts, 'hostedRepository' | 'gitlabRules'>,
): Sending | undefined {
  if (pipeline?.github) {
    const { environment, level } = pipeline.github;
    const repository = seen.hostedRepository;
    if (repository === undefined || repository.customised) return undefined;
    return { host: githubTokens, request: { repository, environment, level, subjects: {} }, sent: true };
  }
  if (pipeline?.gitlab) {
    const { level } = pipeline.gitlab;
    if (seen.gitlabRules === undefined) return undefined;
    const { id, components } = seen.gitlabRules.project;
    const { environment, ...named } = gitlabTokens.ofSettings(pipeline.gitlab);
    const request = { repository: { ...named, id }, environment, level, subjects: {} };
    return { host: gitlabTokens, request, sent: namesMain(components, level) };
  }
  if (pipeline?.azureDevOps) {
    const { level } = pipeline.azureDevOps;
    const { environment, ...named } = azureDevOpsTokens.ofSettings(pipeline.azureDevOps);
    const request = { repository: { ...named, id: '' }, environment, level, subjects: {} };
    return { host: azureDevOpsTokens, request, sent: true };
  }
  return undefined;
}

/** Whom both clouds have to let in for a job. The one that plans pull requests is made by hand, on GitHub alone. */
export function trustsOf({ host, request }: Sending, identity: Identity): Trusts | undefined {
  if (identity !== 'pullRequestPlan') return host.trusts(request, identity);
  const { prefix, id } = request.repository;
  const trusted = pipelineHosts.github.trusted(identity, { prefix, id, environment: request.environment });
  return { aws: trusted, entra: trusted };
}

/** Components that a project has by itself. Source: https://docs.gitlab.com/api/projects/#edit-a-project. */
const byDefault = ['project_path', 'ref_type', 'ref'];

/** Where nothing applies no subject has to name an environment: that of a plan is the same without. */
function namesMain(components: GitlabRules['project']['components'], level: TrustRequest['level']): boolean {
  const set = components?.join();
  return set === gitlabComponents.join() || (level === 'refused' && set === byDefault.join());
}
