/** What AWS knows of in the images of bundles. */
import { enrolmentSection } from '../../../../deployment/sections/enrolment.js';
import type { Table } from './cases.js';

const office = {
  intune: { enrolment: enrolmentSection.parse({ apps: { office: { app: { microsoft365: {} }, for: 'required' } } }) },
};

export const imageOffice: Table = {
  'Microsoft 365 is nobody’s wish: not asked': { holds: false },
  'AWS knows of no Office': {
    deployment: office,
    facts: { imageApplications: [{ imageId: 'wsi-1a2b3c4d5', names: [] }] },
  },
  'other programs, and another office': {
    deployment: office,
    facts: { imageApplications: [{ imageId: 'wsi-1a2b3c4d5', names: ['LibreOffice', 'Mozilla Firefox'] }] },
  },
  'Office of AWS is in it': {
    deployment: office,
    facts: {
      imageApplications: [{ imageId: 'wsi-1a2b3c4d5', names: ['Microsoft Office 2019 Professional', '7-Zip'] }],
    },
    finds: [{ thing: 'wsi-1a2b3c4d5', got: 'Microsoft Office 2019 Professional' }],
  },
};
