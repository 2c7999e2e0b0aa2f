import { greenfield, type Loose } from '../sample.js';

/** A rule in both ways: what it refuses, and the nearest thing that it lets through. */
export interface Case {
  readonly rule: string;
  readonly refuses: string;
  /** The deployment before the change; `greenfield` by default. */
  readonly from?: () => Loose;
  readonly change: (deployment: Loose) => void;
  readonly path: string;
  readonly says: RegExp;
  readonly nearest?: string;
  readonly accepts: (deployment: Loose) => void;
}

export const site = (deployment: Loose): Loose => deployment.sites[0];
export const setUp = (deployment: Loose): Loose => deployment.identityCenter.federation.setUp;
export const handshake = (deployment: Loose): Loose => setUp(deployment).handshake;
export const handshakePath = 'identityCenter.federation.setUp.handshake';
export const accountInstance = {
  existing: { arn: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f', kind: 'account' },
};
/** That many users, in the form of the deployment file. */
export const users = (count: number): Loose => ({
  list: Array.from({ length: count }, (_, index) => ({ upn: `user-${index}@contoso.com` })),
});
export const profile = (create: Loose): Loose => ({ profile: { create } });
/** A pipeline whose roles and applications may be overridden. */
export const github = (over: Loose = {}): Loose => ({
  github: {
    repository: 'contoso/desktops',
    environment: 'production',
    ...over.github,
    aws: {
      mainPlan: 'arn:aws:iam::111122223333:role/plan',
      apply: 'arn:aws:iam::111122223333:role/apply',
      ...over.aws,
    },
    entra: {
      mainPlan: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c',
      apply: '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d',
      ...over.entra,
    },
  },
});

/** The deployment of a case before anything was changed. */
export const startOf = ({ from = greenfield }: Case): Loose => from();
