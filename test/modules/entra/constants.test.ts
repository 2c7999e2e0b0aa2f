import { describe, expect, test } from '@jest/globals';
import * as gallery from '../../../domain/gallery-app.js';
import * as graph from '../../../domain/graph-permissions.js';

describe('what the documents fix', () => {
  test('the gallery app, its role and its synchronization', () => {
    expect(gallery.galleryTemplateId).toBe('21ed01d2-ec13-4e9e-86c1-cd546719ebc4');
    expect(gallery.userAppRoleId).toBe('8774f594-1d59-4279-b9d9-59ef09a23530');
    expect(gallery.synchronizationTemplateId).toBe('aWSSingleSignon');
    expect(gallery.synchronizationRuleId).toBe('03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8');
    expect(gallery.synchronizationSecretKeys).toEqual({ endpoint: 'BaseAddress', token: 'SecretToken' });
    expect(gallery.onDemandUserLimit).toBe(25);
  });

  test('the addresses of a tenant, the metadata being that of one application', () => {
    expect(gallery.federationMetadataUrl('T', 'A')).toBe(
      'https://login.microsoftonline.com/T/federationmetadata/2007-06/federationmetadata.xml?appid=A',
    );
    expect(gallery.entraEntityId('T')).toBe('https://sts.windows.net/T/');
    expect(gallery.entraSamlSignInUrl('T')).toBe('https://login.microsoftonline.com/T/saml2');
  });

  test('the permissions of the registration app, with and without clean-up', () => {
    expect(graph.graphApplicationId).toBe('00000003-0000-0000-c000-000000000000');
    expect(graph.registrationAppPermissions(false)).toEqual(['DeviceManagementServiceConfig.ReadWrite.All']);
    expect(graph.registrationAppPermissions(true)).toEqual([
      'DeviceManagementServiceConfig.ReadWrite.All',
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
    ]);
  });
});
