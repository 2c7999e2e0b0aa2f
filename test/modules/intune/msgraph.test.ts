import { describe, expect, test } from '@jest/globals';
import { TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { MsgraphProvider } from '../../../modules/intune/msgraph-provider.js';
import { MsgraphResource, MsgraphResourceAction, MsgraphUpdateResource } from '../../../modules/intune/msgraph.js';
import { only, synthesized } from '../entra/synthesized.js';
import { testingApp } from '../testing-app.js';

describe('the provider msgraph', () => {
  test('is asked for by source and exact version', () => {
    const json = JSON.parse(synthesized((stack) => void new MsgraphProvider(stack, 'msgraph')).text);
    expect(json.terraform.required_providers.msgraph).toEqual({ source: 'microsoft/msgraph', version: '0.5.0' });
    expect(json.provider.msgraph).toEqual([{}]);
  });

  test('takes what is not secret; secrets come from the environment', () => {
    const json = synthesized(
      (stack) =>
        void new MsgraphProvider(stack, 'msgraph', {
          alias: 'other',
          tenantId: 'tenant',
          clientId: 'client',
          environment: 'china',
          useOidc: true,
          useCli: false,
        }),
    );
    expect(json.provider.msgraph).toEqual([
      {
        alias: 'other',
        tenant_id: 'tenant',
        client_id: 'client',
        environment: 'china',
        use_oidc: true,
        use_cli: false,
      },
    ]);
  });

  test('with an alias is the one that its resources use', () => {
    const json = synthesized((stack) => {
      const provider = new MsgraphProvider(stack, 'msgraph', { alias: 'other' });
      new MsgraphResource(stack, 'thing', { url: 'groups', provider });
    });
    expect(only(json, 'msgraph_resource').provider).toBe('msgraph.other');
  });
});

describe('the resources of msgraph', () => {
  test('an object of a collection', () => {
    const json = synthesized((stack) => {
      const owner = new TerraformVariable(stack, 'owner', {});
      const thing = new MsgraphResource(stack, 'thing', {
        url: 'groups',
        apiVersion: 'beta',
        body: {
          displayName: 'x "quoted"',
          tags: ['a', owner.stringValue],
          nested: { owner: owner.stringValue, on: true },
        },
        responseExportValues: { mail: 'mail' },
        updateMethod: 'PUT',
      });
      new MsgraphResource(stack, 'below', {
        url: `${thing.resourceUrl}/things`,
        body: { id: thing.id, mail: thing.exported('mail') },
      });
    });
    const [[id, thing], [, below]] = Object.entries(json.resource.msgraph_resource!).sort().reverse() as [
      [string, unknown],
      [string, unknown],
    ];
    expect(thing).toMatchObject({
      url: 'groups',
      api_version: 'beta',
      body: { displayName: 'x "quoted"', tags: ['a', '${var.owner}'], nested: { owner: '${var.owner}', on: true } },
      response_export_values: { mail: 'mail' },
      update_method: 'PUT',
    });
    expect(below).toMatchObject({
      url: `\${msgraph_resource.${id}.resource_url}/things`,
      body: { id: `\${msgraph_resource.${id}.id}`, mail: `\${msgraph_resource.${id}.output.mail}` },
    });
  });

  test('leave out what is not given', () => {
    const json = synthesized((stack) => void new MsgraphResource(stack, 'thing', { url: 'groups' }));
    const { '//': _metadata, address: _address, ...thing } = only(json, 'msgraph_resource');
    expect(thing).toEqual({ url: 'groups' });
  });

  test('properties of an object, and a request that is sent once', () => {
    const json = synthesized((stack) => {
      new MsgraphUpdateResource(stack, 'update', { url: 'servicePrincipals/1', body: { notes: 'x' } });
      new MsgraphResourceAction(stack, 'action', {
        resourceUrl: 'servicePrincipals/1',
        action: 'addTokenSigningCertificate',
        method: 'POST',
        when: 'destroy',
      });
    });
    expect(only(json, 'msgraph_update_resource')).toMatchObject({ url: 'servicePrincipals/1', body: { notes: 'x' } });
    expect(only(json, 'msgraph_resource_action')).toMatchObject({
      resource_url: 'servicePrincipals/1',
      action: 'addTokenSigningCertificate',
      method: 'POST',
      when: 'destroy',
    });
  });

  test('have their arguments in the HCL output too', () => {
    const stack = new TerraformStack(testingApp(), 'test');
    new MsgraphProvider(stack, 'msgraph', { tenantId: 'tenant', useCli: false });
    new MsgraphResource(stack, 'thing', {
      url: 'groups',
      body: { displayName: 'x' },
      responseExportValues: { mail: 'mail' },
    });
    const hcl = Testing.synthHcl(stack);
    expect(hcl).toMatch(/tenant_id\s+= "tenant"/);
    expect(hcl).toMatch(/use_cli\s+= false/);
    expect(hcl).toMatch(/url\s+= "groups"/);
    expect(hcl).toMatch(/displayName\s+= "x"/);
    expect(hcl).toMatch(/mail\s+= "mail"/);
  });
});
