import { expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { TrustedApp } from '../../../modules/entra/trusted-app.js';
import { only, synthesized } from './synthesized.js';

test('an app that takes the place of the trusted one is told: the id that was there first is kept and compared', () => {
  const json = synthesized((stack) => {
    const app = new TerraformVariable(stack, 'app', { type: 'string' });
    new TrustedApp(stack, 'trusted-app', { servicePrincipalObjectId: app.stringValue });
  });
  const kept = only(json, 'terraform_data');
  // Without it the next apply would keep the new one, and nobody would be told.
  expect(kept).toMatchObject({ input: '${var.app}', lifecycle: { ignore_changes: ['input'] } });
  const [{ assert }] = Object.values(json.check) as [{ assert: { condition: string; error_message: string }[] }];
  expect(assert[0]!.condition).toBe(`\${(${kept.address}.output == var.app)}`);
  expect(assert[0]!.error_message).toContain(`terraform apply -replace=${kept.address}`);
});
