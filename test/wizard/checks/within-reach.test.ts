/** Before terraform starts: the clock of this machine, when everything else is right. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { refuseWhatIsOutOfReach } from '../../../wizard/checks/within-reach.js';
import { Network } from '../../../wizard/clouds/network.js';
import type { Terminal } from '../../../wizard/terminal/terminal.js';
import { startCompany, type Company } from '../clouds/company.js';

const { deployment } = readDeployment(resolve('examples/smallest.json'));
const hour = 3_600;
let company: Company;
let ahead = 0;

beforeAll(async () => {
  company = await startCompany(async () => {
    const date = new Date(Date.now() - ahead * 1000).toUTCString();
    return { status: 200, headers: { date, 'content-type': 'application/json' }, body: '{}' };
  });
});
afterAll(async () => company.close());

/** Nobody is signed in to either cloud, so nothing but the clock is looked at. What was warned of. */
async function look(seconds: number): Promise<string[]> {
  ahead = seconds;
  // ARM_USE_MSI: terraform signs in to Entra in a way that is not looked at.
  const nowhere = { AWS_CONFIG_FILE: 'nowhere', AWS_SHARED_CREDENTIALS_FILE: 'nowhere' };
  const env = {
    ...nowhere,
    ARM_USE_MSI: 'true',
    HTTPS_PROXY: company.proxy,
    NODE_EXTRA_CA_CERTS: company.authority,
  };
  await Network.of(env).fetch('https://graph.microsoft.com/v1.0/');
  const warned: string[] = [];
  const terminal = { warn: (sentence: string) => warned.push(sentence) } as unknown as Terminal;
  await refuseWhatIsOutOfReach(deployment, { env, terminal }, { title: 'terraform was not started.', state: false });
  return warned;
}

describe('a clock that is off, and nothing else', () => {
  test.each([25 * hour, -25 * hour, 365 * 24 * hour])('by %s s: terraform is not started', async (seconds) => {
    await expect(look(seconds)).rejects.toMatchObject({
      message: 'terraform was not started.',
      fix: [expect.stringMatching(/^The clock of this machine is \d+ (hours|days) (ahead|behind)/), expect.any(String)],
    });
  });

  test.each([23 * hour, -23 * hour, hour])('by %s s: it is said, and terraform starts', async (seconds) => {
    expect(await look(seconds)).toEqual([expect.stringMatching(/^The clock of this machine is \d+ (hours|minutes)/)]);
  });

  test.each([0, 120, -120])('by %s s: nothing is said', async (seconds) => {
    expect(await look(seconds)).toEqual([]);
  });
});
