import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { SigningCertificate, type SigningCertificateProps } from '../../../modules/entra/signing-certificate.js';
import { all, named, only, synthesized, types } from './synthesized.js';

const certificates = (props: Partial<SigningCertificateProps> = {}) =>
  synthesized((stack) => {
    const servicePrincipal = new TerraformVariable(stack, 'service-principal', {});
    new SigningCertificate(stack, 'saml', {
      servicePrincipalObjectId: servicePrincipal.stringValue,
      dependsOn: [{ fqn: 'azuread_service_principal.app' }],
      ...props,
    });
  });

const actionType = 'msgraph_resource_action';

describe('the signing certificate', () => {
  test('is one named 1 by default, made after the app is in SAML mode, and active', () => {
    const json = certificates();
    const first = only(json, actionType);
    expect(first).toMatchObject({
      resource_url: 'servicePrincipals/${var.service-principal}',
      action: 'addTokenSigningCertificate',
      method: 'POST',
      body: { displayName: 'CN=AWS IAM Identity Center 1' },
      depends_on: ['azuread_service_principal.app'],
    });
    expect(only(json, 'msgraph_update_resource')).toMatchObject({
      url: 'servicePrincipals/${var.service-principal}',
      body: { preferredTokenSigningKeyThumbprint: `\${${first.address}.output.thumbprint}` },
    });
  });

  test('before the handshake is the first of several, after it the recorded one', () => {
    const thumbprintOf = (json: ReturnType<typeof certificates>) =>
      only(json, 'msgraph_update_resource').body.preferredTokenSigningKeyThumbprint as string;
    const before = certificates({ names: ['1', '2'] });
    expect(thumbprintOf(before)).toContain(named(before, actionType, 'saml_certificate-1').address);
    const after = certificates({ names: ['1', '2'], active: '2' });
    expect(thumbprintOf(after)).toContain(named(after, actionType, 'saml_certificate-2').address);
  });

  test('is renewed beside the old one: same address for the old, one after the other', () => {
    const [old] = all(certificates(), actionType);
    const both = certificates({ names: ['1', '2'] });
    expect(all(both, actionType).map(([id]) => id)).toContain(old![0]);
    expect(named(both, actionType, 'saml_certificate-2').depends_on).toEqual([
      'azuread_service_principal.app',
      named(both, actionType, 'saml_certificate-1').address,
    ]);
  });

  test('is never deleted by Terraform: nothing that stands for one sends a request when it goes', () => {
    const json = certificates({ names: ['1', '2', '3'] });
    // azuread_service_principal_token_signing_certificate would send a PATCH that can take another certificate.
    expect(types(json)).toEqual([actionType, 'msgraph_update_resource']);
    for (const [, block] of all(json, actionType)) expect(block.when ?? 'create').toBe('create');
  });

  test('is forgotten when its name goes, with the others at the same addresses', () => {
    const remaining = certificates({ names: ['2'], active: '2' });
    const both = certificates({ names: ['1', '2'], active: '2' });
    const { depends_on: _before, ...before } = named(both, actionType, 'saml_certificate-2');
    const { depends_on: _after, ...after } = named(remaining, actionType, 'saml_certificate-2');
    expect(after).toEqual(before);
    expect(all(remaining, actionType)).toHaveLength(1);
  });

  test('is never made a second time by a changed body', () => {
    for (const [, block] of all(certificates({ names: ['1', '2'] }), actionType)) {
      expect(block.lifecycle.ignore_changes).toEqual(['action', 'body', 'method', 'response_export_values']);
    }
  });

  test('stops the apply when Entra does not say its thumbprint', () => {
    const [condition] = only(certificates(), actionType).lifecycle.postcondition;
    expect(condition.condition).toBe('${try(length(self.output.thumbprint) > 0, false)}');
    expect(condition.error_message).toMatch(/"1" without saying its thumbprint.*apply again with another name/s);
  });

  test('tells thumbprint and expiry of each', () => {
    synthesized((stack) => {
      const saml = new SigningCertificate(stack, 'saml', {
        servicePrincipalObjectId: 'id',
        dependsOn: [],
        names: ['1', '2'],
        active: '2',
      });
      expect(Object.keys(saml.certificates)).toEqual(['1', '2']);
      expect(saml.active).toEqual(saml.certificates['2']);
    });
  });
});

describe('validateNames and validateActive', () => {
  test.each([
    [{ names: [] }, '`names` must hold at least one certificate, got: none'],
    [{ names: ['1', '1'] }, '`names` must differ, got: 1 twice'],
    [{ names: ['Number 1'] }, 'got: Number 1'],
    [{ names: ['1', '2'], active: '3' }, '`active` must be one of the certificates (1, 2), got: 3'],
  ])('%j is refused', (props, message) => {
    expect(() => certificates(props)).toThrow(message);
  });
});
