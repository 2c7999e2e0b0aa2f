/** Cases of the credentials that let jobs of GitLab in, in Entra. */
import type { Table } from './cases.js';
import {
  allComponents,
  besides,
  byExpression,
  bySubject,
  gitlabApp,
  gitlabSubject,
  ofGitlab,
  ofOwnGitlab,
  onGitlab,
  onOwnGitlab,
  printed,
  roles,
  seenProject,
  strange,
  titled,
  withoutNumber,
} from './pipeline-seen.js';
import { foreign } from './trusted-besides.js';

export const credentialsOnGitlab: Table = {
  'on gitlab.com a credential of before, by its subject alone: let in, and to be bound': {
    deployment: onGitlab,
    facts: { ...ofGitlab, pipelineApps: [bySubject] },
    finds: [
      {
        thing: titled,
        got: 'the credential gitlab-main-plan compares the name alone, not the number of the project',
        fix: 'Run `entra-workspaces bootstrap`: it binds the credential to the number, which no other project can get.',
      },
    ],
  },
  'of a GitLab of its own Entra knows the name alone: such a credential is right': {
    deployment: onOwnGitlab,
    facts: { gitlabRules: seenProject(allComponents), ...ofOwnGitlab },
  },
  'of a GitLab of its own a project that was made anew is let in, and told by the number that the deployment keeps': {
    deployment: onOwnGitlab,
    facts: { gitlabRules: seenProject(allComponents, '77'), ...ofOwnGitlab },
    finds: [
      {
        thing: 'contoso/it/desktops',
        severity: 'error',
        got: 'is number 77 on GitLab, and the pipeline was made for number 42: it was made anew, and both clouds take its jobs for those of the former one',
        fix: 'Find out who made it anew. If that was meant: take `projectId` out of the deployment, and run `entra-workspaces bootstrap`. If not: take the trust of both clouds away (the roles and the federated credentials of the pipeline), and look into CloudTrail and the sign-in log for what its jobs did.',
      },
    ],
  },
  'of a GitLab of its own whose number nobody has kept that could not be told': {
    deployment: withoutNumber,
    facts: { gitlabRules: seenProject(allComponents), ...ofOwnGitlab },
    finds: [
      {
        thing: 'contoso/it/desktops',
        got: 'its number, 42 now, is not kept: no cloud compares it, so nobody would see that another project took over the name',
        fix: 'Is it still the same project? Then write the number into `pipeline.gitlab.projectId`; `entra-workspaces bootstrap` does that, too.',
      },
    ],
  },
  'on GitLab any other expression is a stranger, whatever its name says': {
    deployment: onGitlab,
    facts: {
      ...ofGitlab,
      pipelineApps: [byExpression("claims['sub'] matches '*' and claims['project_id'] eq '42'")],
    },
    finds: [
      { thing: titled, got: `no credential lets the job of main-plan in: ${gitlabSubject}` },
      strange(
        "the credential gitlab-main-plan lets whoever fits to claims['sub'] matches '*' and claims['project_id'] eq '42' in, by the word of https://gitlab.com",
      ),
    ],
  },
  'on GitLab an expression that nobody shows is a stranger': {
    deployment: onGitlab,
    facts: { ...ofGitlab, pipelineApps: [byExpression(null)] },
    finds: [
      { thing: titled, got: `no credential lets the job of main-plan in: ${gitlabSubject}` },
      strange(
        'the credential gitlab-main-plan lets whoever fits to an expression in, by the word of https://gitlab.com',
      ),
    ],
  },
  'on GitLab another branch of the project, and another project, are strangers': {
    deployment: onGitlab,
    facts: {
      ...ofGitlab,
      pipelineApps: [
        besides(
          gitlabApp,
          {
            ...{ name: 'x', expression: null },
            subject: 'project_path:contoso/it/desktops:ref_type:branch:ref:feature',
          },
          { name: 'y', subject: 'project_path:mallory/desktops:ref_type:branch:ref:main', expression: null },
        ),
      ],
    },
    finds: [
      strange(
        'the credential x lets project_path:contoso/it/desktops:ref_type:branch:ref:feature in, by the word of https://gitlab.com',
      ),
      strange(
        'the credential y lets project_path:mallory/desktops:ref_type:branch:ref:main in, by the word of https://gitlab.com',
      ),
    ],
  },
  'another project that took over the name': {
    deployment: onGitlab,
    facts: { ...ofGitlab, gitlabRules: seenProject(allComponents, '43') },
    finds: [
      {
        thing: roles.mainPlan,
        got: `the job of main-plan is not let in: it sends ${gitlabSubject}, project_id 43`,
      },
      foreign(
        `arn:aws:iam::111122223333:oidc-provider/gitlab.com (StringEquals gitlab.com:aud: sts.amazonaws.com, StringEquals gitlab.com:sub: ${gitlabSubject}, StringEquals gitlab.com:project_id: 42, StringEquals gitlab.com:ref_protected: true)`,
      ),
      { thing: titled, got: `no credential lets the job of main-plan in: ${gitlabSubject}` },
      strange(`the credential gitlab-main-plan lets whoever fits to ${printed} in, by the word of https://gitlab.com`),
    ],
  },
};

const issuer = 'https://gitlab.contoso.com';
const url = `${issuer}/.well-known/openid-configuration`;
const told = { issuer, jwks_uri: `${issuer}/oauth/discovery/keys` };

/** Who signs for a GitLab of somebody's own. */
export const ofIssuer: Table = {
  'no pipeline': { holds: false },
  'gitlab.com, which everybody uses': { deployment: onGitlab, holds: false },
  'it says what both clouds trust': {
    deployment: onOwnGitlab,
    facts: { tokenIssuer: { issuer, url, told } },
  },
  'it says another address, and no keys that a cloud could fetch': {
    deployment: onOwnGitlab,
    facts: { tokenIssuer: { issuer, url, told: { issuer: `${issuer}/`, jwks_uri: 'http://10.0.0.1/keys' } } },
    finds: [
      { thing: issuer, got: `the issuer in ${url} must be ${issuer}, got: "${issuer}/"` },
      { thing: issuer, got: `the jwks_uri in ${url} must be an address with https, got: "http://10.0.0.1/keys"` },
    ],
  },
  'nothing lies there, or a page': {
    deployment: onOwnGitlab,
    facts: { tokenIssuer: { issuer, url, told: undefined } },
    finds: [{ thing: issuer, got: `${url} holds no document of who signs` }],
  },
};
