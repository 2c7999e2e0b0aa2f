import { broken, judged, ok, type Link } from '../link.js';
import { ago, lasting, since } from '../times.js';

export const registrationSecret: Link = {
  id: 'registration-secret',
  title: 'The secret that registers desktops',
  rules: ['registration-app'],
  everybody: true,
  after: ['directory'],
  judge: ({ around, now }) =>
    judged(around.registrationApp(), (app) => {
      const means =
        'new and rebuilt desktops are not registered with Autopilot, silently; those that are enrolled go on';
      if (!app) {
        return broken(
          'the registration secret names no application of this tenant',
          means,
          'desktop engineer',
          'entra-workspaces doctor says what the secret holds; entra-workspaces apply writes it anew',
        );
      }
      if (app.enabled !== true) {
        return broken(
          `the application ${app.displayName} ${app.enabled === undefined ? 'has no service principal' : 'is disabled'}`,
          means,
          'Entra administrator',
          `enable the enterprise application ${app.displayName} in Entra`,
        );
      }
      const ends = app.secrets
        .map((secret) => secret.ends)
        .sort()
        .at(-1);
      if (ends !== undefined && since(ends, now) < 0) {
        return ok(`valid for ${lasting(Date.parse(ends) - now.getTime())} more`);
      }
      return broken(
        ends === undefined ? `the application ${app.displayName} has no client secret` : `expired ${ago(ends, now)}`,
        means,
        'desktop engineer',
        'entra-workspaces apply makes a new one and stores it; then rebuild the desktops that were made meanwhile',
      );
    }),
};
