import { siteRule, type Finding } from '../../rule.js';

/** The right keys with the wrong things in them, as far as that shows without the password. */
export const secretValue = siteRule({
  id: 'secret-value',
  failureModes: [15],
  title: 'The registration secret holds something else than the credentials of the registration app',
  good: 'The registration secret names the registration app',
  why: 'WorkSpaces cannot sign in to Entra, so it registers no device: desktops come up and never enrol.',
  fix: 'Put the application (client) id of the registration app into application_id, and the value of a client secret, shown once, into application_password.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
  because: ['secret-keys'],
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.registrationSecret,
  needs: ['registrationSecret', 'secretShape', 'registrationApp'],
  evaluate: ({ registrationSecret, secretShape: shape, registrationApp: app }): Finding[] => {
    if (!registrationSecret || !shape) return [];
    const thing = registrationSecret.name;
    if (!('applicationId' in shape)) {
      const written = (shape.keys as readonly string[]).includes('application_id');
      return written ? [{ thing, got: 'an application_id that is no text' }] : [];
    }
    const applicationId = shape.applicationId?.trim().toLowerCase();
    const objectIds = [app?.objectId, app?.servicePrincipalObjectId].map((id) => id?.toLowerCase());
    return [
      ...(shape.passwordLooksLikeAnId
        ? [{ thing, got: 'an application_password that looks like the id of a client secret, not its value' }]
        : []),
      ...(shape.hasOuterSpace ? [{ thing, got: 'spaces or line breaks around a value' }] : []),
      ...(!app || applicationId === app.applicationId.toLowerCase()
        ? []
        : [
            {
              thing,
              got: objectIds.includes(applicationId)
                ? 'an application_id that is the object id of the registration app'
                : `an application_id of another application than "${app.displayName}"`,
            },
          ]),
    ];
  },
});
