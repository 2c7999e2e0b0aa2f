import { readDeployment } from '../../deployment/load.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { factsOf } from '../checks/examine.js';
import { cloudsOf } from '../clouds/clouds.js';
import { tenant } from '../clouds/lookups/entra/tenant.js';
import { see } from '../clouds/lookup.js';
import { seenFor } from '../clouds/seen-for.js';
import { askedFleet, SeenPackage } from '../fleet/self-service.js';
import { howToPage, myAccessLink } from '../letter/how-to.js';
import { outputFile } from './output-file.js';
import { deploymentFile } from './places.js';
import { registrationCodeOf, signInAddressOf } from './sign-in-facts.js';
import type { Run } from './table.js';

/** `fleet page`: how to get a desktop, for everybody who may ask. */
export const run: Run<'fleet page'> = async (options, _args, context) => {
  const { terminal, env } = context;
  const file = await outputFile('--out', options.out, context);
  const { deployment } = readDeployment(deploymentFile(options, context));
  const asked = askedFleet(deployment, options.site);
  const { site, fleet, accessPackage } = asked;
  const seen = await SeenPackage.of(deployment, asked, env, 'fleet page');
  const facts = factsOf(deployment, { env });
  const { defaultDomain } = seenFor(
    await see(tenant, cloudsOf(deployment, env), undefined),
    'The tenant',
    'fleet page',
  );
  const link = myAccessLink(defaultDomain, seen.id);
  const page = howToPage(
    {
      ...fleet,
      ...accessPackage,
      link,
      packageName: seen.name,
      signInAddress: await signInAddressOf(deployment, facts, 'fleet page'),
      registrationCode: await registrationCodeOf(site, facts, 'fleet page'),
      devices: site.access.deviceTypes,
      actions: site.access.selfService,
    },
    options.language ?? 'en',
  );
  if (file !== undefined) {
    writeWhole(file, page);
    terminal.good(`The page: ${file}`);
  }
  if (options.json) terminal.result({ link, file, ...(file === undefined ? { html: page } : {}) });
  else if (file === undefined) terminal.output(page);
};
