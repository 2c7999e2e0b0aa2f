import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { findTerraform } from '../../wizard/terraform/find.js';
import { Terraform } from '../../wizard/terraform/run.js';
import { TerraformFailure } from '../../wizard/terraform/terraform-failure.js';
import { greenfield, Scenario } from './harness.js';
import { shakeHands } from './handshake.js';

test('a handshake without its foundation is refused with what to do, not with what terraform calls it', async () => {
  const users = [{ upn: 'ada@contoso.com' }];
  const scenario = await Scenario.start({ seed: { users: ['ada@contoso.com'] } });
  try {
    const deployment = greenfield(scenario.twin, users);
    await scenario.write(deployment);
    await scenario.apply();
    const connected = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.destroy();
    const { folder } = await scenario.write(connected);
    const env = { ...process.env, ...scenario.twin.terraform.env };
    const terraform = new Terraform({ program: await findTerraform(env), folder, env });
    const failure: unknown = await terraform.plan({ out: join(folder, 'plan') }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TerraformFailure);
    const { fix } = failure as TerraformFailure;
    expect(fix.join('\n')).toContain('its foundation is not in the state');
    expect(fix.join('\n')).toContain('set `identityCenter.federation.setUp.handshake` to null');
    expect(fix.join('\n')).not.toContain('Invalid count argument');
  } finally {
    await scenario.stop();
  }
});
