import type { Deployment } from '../../../../deployment/schema.js';
import { siteRule } from '../../rule.js';

/** Office in the image, and Microsoft 365 that Intune installs over it. */
export const imageOffice = siteRule({
  id: 'image-office',
  failureModes: [],
  title: 'An image has Office, and Intune is to install Microsoft 365 over it',
  good: 'No image has Office of which AWS knows, beside Microsoft 365 from Intune',
  why: "The two are in each other's way: the installation fails, or takes the first one off while people work.",
  fix: 'Take Microsoft 365 out of `intune.enrolment.apps`, or import an image without Office. Office that somebody installed before the import AWS does not tell of: look into the image.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'desktops',
  at: ['preflight', 'doctor'],
  holdsFor: ({ deployment }) => bringsMicrosoft365(deployment),
  needs: ['imageApplications'],
  evaluate: ({ imageApplications }) =>
    imageApplications.flatMap(({ imageId, names }) => {
      const office = names.filter(
        (name) => /\boffice\b|microsoft 365/i.test(name) && !/libre|open ?office/i.test(name),
      );
      return office.length === 0 ? [] : [{ thing: imageId, got: office.join(', ') }];
    }),
});

function bringsMicrosoft365({ intune: { enrolment } }: Deployment): boolean {
  return Object.values(enrolment?.apps ?? {}).some(({ app }) => 'microsoft365' in app);
}
