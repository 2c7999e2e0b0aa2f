/** Of what the subject of the tokens of a project is made. Source: https://docs.gitlab.com/api/projects/#update-a-project. */
import { noForks } from '../../../../domain/gitlab-settings.js';
import type { GitlabApi } from '../../../clouds/gitlab.js';

interface Answer {
  readonly ci_id_token_sub_claim_components?: readonly string[];
}

/** As GitLab makes a project: https://docs.gitlab.com/api/projects. */
export const componentsBefore = ['project_path', 'ref_type', 'ref'] as const;
/** Too little for any trust. */
export const componentsOfNobody = ['project_path'] as const;

/**
 * What the subject of its tokens is made of. Earlier versions refuse a change of nothing else, so what is so already goes along:
 * https://gitlab.com/gitlab-org/gitlab/-/issues/477260.
 */
export const setComponents = async (api: GitlabApi, base: string, components: readonly string[]): Promise<void> => {
  await api.send('PUT', base, { ...noForks, ci_id_token_sub_claim_components: components });
};

export const componentsOf = async (api: GitlabApi, base: string): Promise<readonly string[] | undefined> =>
  (await api.send<Answer>('GET', base)).ci_id_token_sub_claim_components;
