#!/usr/bin/env node
/**
 * What nobody has seen yet: questions about Graph and Intune that no page answers, each asked of a real tenant. Prints
 * one answer a question. Reads; with --write it also makes things of its own, assigned to nobody, and takes each away
 * again. It prints no name, no address and no id of the tenant. See first-tenant.md.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const origin = process.env.GRAPH_URL ?? 'https://graph.microsoft.com';
const write = process.argv.includes('--write');
const unknownWord = process.argv.slice(2).find((word) => word !== '--write');
if (unknownWord !== undefined) {
  console.error(`first-tenant takes --write alone, got: ${unknownWord}`);
  process.exit(2);
}

/** Whoever `az login` signed in, or a token that is given. */
function tokenOf() {
  if (process.env.GRAPH_TOKEN) return process.env.GRAPH_TOKEN;
  try {
    const words = ['account', 'get-access-token', '--resource-type', 'ms-graph', '--query', 'accessToken', '-o', 'tsv'];
    return execFileSync('az', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    console.error('Nobody is signed in. Run az login --allow-no-subscriptions, or set GRAPH_TOKEN.');
    process.exit(2);
  }
}
const token = tokenOf();

class Refused extends Error {}

async function graph(method, path, body) {
  const answer = await globalThis.fetch(path.startsWith('http') ? path : `${origin}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Refused(`${answer.status} ${codeIn(text)}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** The code of an error; what it says beside it may hold names. */
function codeIn(text) {
  try {
    return JSON.parse(text).error?.code ?? 'without a code';
  } catch {
    return 'without a text';
  }
}

async function all(path) {
  const found = [];
  for (let url = path; url !== undefined;) {
    const { value, '@odata.nextLink': next } = await graph('GET', url);
    found.push(...value);
    url = next;
  }
  return found;
}

const base = 'beta/deviceManagement';

/** Makes something, looks at it, takes it away whatever happens. */
async function passing(collection, body, look) {
  const made = await graph('POST', collection, body);
  try {
    return await look(made, `${collection}/${made.id}`);
  } finally {
    await graph('DELETE', `${collection}/${made.id}`).catch((error) => {
      console.error(`! ${collection}: what was made for this question could not be taken away (${error.message}).`);
      process.exitCode = 1;
    });
  }
}

const name = 'entra-workspaces first tenant, to be deleted';
const policyArea = 'device_vendor_msft_policy_config_';
const choice = (id, suffix) => ({
  '@odata.type': '#microsoft.graph.deviceManagementConfigurationSetting',
  settingInstance: {
    '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
    settingDefinitionId: `${policyArea}${id}`,
    choiceSettingValue: { value: `${policyArea}${id}_${suffix}`, children: [] },
  },
});
// Neither by name nor by area in order.
const settings = [
  choice('defender_puaprotection', '1'),
  choice('abovelock_allowtoasts', '0'),
  choice('defender_allowarchivescanning', '1'),
  choice('credentialsui_disablepasswordreveal', '1'),
  choice('defender_allowbehaviormonitoring', '1'),
];
const policy = (given = settings) => ({
  name,
  description: '',
  platforms: 'windows10',
  technologies: 'mdm',
  roleScopeTagIds: ['0'],
  templateReference: { templateId: '', templateFamily: 'none' },
  settings: given,
});
const idsIn = (found) => found.map(({ settingInstance }) => settingInstance.settingDefinitionId);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** An authority of nobody: its key is gone. */
const certificate = [
  'MIIBwDCCAWWgAwIBAgIUNNQLvkYuzPLA4tB2GC6PSHAvKNAwCgYIKoZIzj0EAwIwLDEQMA4GA1UECgwHQ29udG9zbzEYMBYGA1UE',
  'AwwPQ29udG9zbyBSb290IENBMCAXDTI2MTEyOTExNDAxMFoYDzIxMjYxMTA1MTE0MDEwWjAsMRAwDgYDVQQKDAdDb250b3NvMRgw',
  'FgYDVQQDDA9Db250b3NvIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARJ1/PMasP1o1CA85IB6Pbn4j0F82RRJo4H',
  'LCUq/B93bmzFO5bz4xgP24PkGLq2ooy6OQz6yUCGdbKNhR3cDz82o2MwYTAdBgNVHQ4EFgQUkMiZwoL1Hep1NgEN2et24qmSmHcw',
  'HwYDVR0jBBgwFoAUkMiZwoL1Hep1NgEN2et24qmSmHcwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0E',
  'AwIDSQAwRgIhAL7bVXjCBikBH1pW2jrLF6prQiC9Ug8+Zpe7HzzZ1CC3AiEAxcyslve4yr12XXremntRPXt/gAsKfN6ztAsWvdLP',
  'j9w=',
].join('');

/** What is in an answer and was not sent, or is another value: paths alone. */
function differences(sent, seen, path = '') {
  if (Array.isArray(sent) && Array.isArray(seen)) {
    return sent.length === seen.length
      ? sent.flatMap((each, at) => differences(each, seen[at], `${path}[]`))
      : [`${path}: ${sent.length} sent, ${seen.length} seen`];
  }
  if (sent && seen && typeof sent === 'object' && typeof seen === 'object') {
    return [...new Set([...Object.keys(sent), ...Object.keys(seen)])].flatMap((key) =>
      differences(sent[key], seen[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return sent === seen
    ? []
    : [`${path}: ${sent === undefined ? 'added' : seen === undefined ? 'left out' : 'changed'}`];
}
const listed = (texts) => [...new Set(texts)].join(', ') || 'nothing';

/** The questions: id, what is asked, whether it writes, and what answers it. */
const questions = [
  [
    'settings-order',
    'Does Graph keep the order of settings that it was sent?',
    true,
    () =>
      passing(`${base}/configurationPolicies`, policy(), async (_made, path) => {
        const seen = await graph('GET', `${path}?$expand=settings`);
        const sent = idsIn(settings);
        return same(idsIn(seen.settings), sent)
          ? 'yes'
          : `no: ${idsIn(seen.settings)
              .map((id) => sent.indexOf(id))
              .join(' ')}`;
      }),
  ],
  [
    'settings-order-after-put',
    'And after a PUT with two of them exchanged?',
    true,
    () =>
      passing(`${base}/configurationPolicies`, policy(), async (_made, path) => {
        const turned = [settings[1], settings[0], ...settings.slice(2)];
        await graph('PUT', path, policy(turned));
        const seen = await graph('GET', `${path}?$expand=settings`);
        return same(idsIn(seen.settings), idsIn(turned)) ? 'yes' : 'no';
      }),
  ],
  [
    'settings-filled-in',
    'What does Graph add to a policy of the settings catalog?',
    true,
    () =>
      passing(`${base}/configurationPolicies`, policy(), async (_made, path) =>
        listed(differences(policy(), await graph('GET', `${path}?$expand=settings`))),
      ),
  ],
  [
    'settings-whole',
    'Does $expand=settings show all settings of large policies?',
    false,
    async () => {
      const found = await all(`${base}/configurationPolicies?$expand=settings`);
      const cut = found.filter(({ settingCount, settings: seen }) => settingCount !== seen.length);
      const most = Math.max(0, ...found.map(({ settingCount }) => settingCount ?? 0));
      return `${found.length} policies, the largest with ${most} settings; ${cut.length} shown in part`;
    },
  ],
  [
    'settings-and-assignments',
    'Are settings and assignments expanded in one call on the list?',
    false,
    async () => {
      await graph('GET', `${base}/configurationPolicies?$expand=settings,assignments`);
      return 'yes';
    },
  ],
  [
    'app-report',
    'Does the report about an app tell the code of a failure, and does a search narrow it?',
    false,
    async () => {
      const [app] = await all('beta/deviceAppManagement/mobileApps?$filter=isAssigned eq true');
      if (app === undefined) return 'no app is assigned';
      const report = (search) =>
        graph('POST', `${base}/reports/retrieveDeviceAppInstallationStatusReport`, {
          select: ['DeviceId', 'DeviceName', 'UserPrincipalName', 'AppInstallState', 'HexErrorCode', 'ErrorCode'],
          filter: `(ApplicationId eq '${app.id}')`,
          search,
          orderBy: [],
          skip: 0,
          top: 50,
        });
      const { Schema: columns, Values: rows } = await report('');
      const at = columns.findIndex(({ Column }) => Column === 'DeviceName');
      const narrowed = rows.length === 0 ? [] : (await report(String(rows[0][at]))).Values;
      return `${columns.map(({ Column }) => Column).join(', ')}; ${rows.length} rows, ${narrowed.length} by the name of a device`;
    },
  ],
  [
    'templates-expand',
    'Are definitions and values of administrative templates shown in one call?',
    false,
    async () => {
      const [first] = await all(`${base}/groupPolicyConfigurations`);
      if (!first) return 'no such policy in this tenant';
      const values = await all(
        `${base}/groupPolicyConfigurations/${first.id}/definitionValues?$expand=definition,presentationValues`,
      );
      return `${values.length} values, ${values.filter((each) => each.definition && each.presentationValues).length} with both`;
    },
  ],
  [
    'compliance-actions',
    'Are the actions of compliance policies expanded on the list?',
    false,
    async () => {
      const found = await all(
        `${base}/deviceCompliancePolicies?$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)`,
      );
      return `${found.length} policies, ${found.filter((each) => each.scheduledActionsForRule?.[0]?.scheduledActionConfigurations).length} with actions`;
    },
  ],
  [
    'compliance-filled-in',
    'What does Graph add to a compliance policy?',
    true,
    () => {
      const body = {
        '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
        displayName: name,
        scheduledActionsForRule: [
          {
            ruleName: 'PasswordRequired',
            scheduledActionConfigurations: [{ actionType: 'block', gracePeriodHours: 24 }],
          },
        ],
      };
      return passing(`${base}/deviceCompliancePolicies`, body, async (_made, path) =>
        listed(
          differences(
            body,
            await graph('GET', `${path}?$expand=scheduledActionsForRule($expand=scheduledActionConfigurations)`),
          ),
        ),
      );
    },
  ],
  [
    'compliance-settings',
    'Do both versions of Graph tell the compliance settings of the tenant?',
    false,
    async () => {
      const seen = await Promise.all(
        ['v1.0', 'beta'].map((version) => graph('GET', `${version}/deviceManagement?$select=settings`)),
      );
      return seen
        .map(({ settings: each }) =>
          each
            ? Object.keys(each)
                .filter((key) => !key.includes('@'))
                .join(' ')
            : 'none',
        )
        .join(' | ');
    },
  ],
  [
    'status-page-filled-in',
    'What does Graph add to a status page, and which priority does a new one get?',
    true,
    () => {
      const body = {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: name,
        showInstallationProgress: true,
        selectedMobileAppIds: [],
      };
      return passing(`${base}/deviceEnrollmentConfigurations`, body, async (_made, path) => {
        const seen = await graph('GET', path);
        return `priority ${seen.priority}; ${listed(differences(body, seen))}`;
      });
    },
  ],
  [
    'filter-by-profile',
    'Does a filter take device.enrollmentProfileName for Windows?',
    true,
    () =>
      passing(
        `${base}/assignmentFilters`,
        {
          displayName: name,
          platform: 'windows10AndLater',
          rule: '(device.enrollmentProfileName -eq "Contoso desktops")',
          roleScopeTags: ['0'],
        },
        async () => 'yes',
      ),
  ],
  [
    'app-publishing',
    'How long is an app of the Store not yet published?',
    true,
    () =>
      passing(
        'beta/deviceAppManagement/mobileApps',
        {
          '@odata.type': '#microsoft.graph.winGetApp',
          displayName: name,
          description: name,
          publisher: 'Contoso',
          packageIdentifier: '9WZDNCRFJ3PZ',
          installExperience: { runAsAccount: 'system' },
        },
        async (_made, path) => {
          const started = Date.now();
          for (;;) {
            const { publishingState } = await graph('GET', path);
            const seconds = Math.round((Date.now() - started) / 1000);
            if (publishingState === 'published') return `published after ${seconds} s`;
            if (seconds > 600) return `still ${publishingState} after ${seconds} s`;
            await pause(2000);
          }
        },
      ),
  ],
  [
    'certificate-kept',
    'Is a certificate answered with the bytes that were sent?',
    true,
    () => {
      const body = {
        '@odata.type': '#microsoft.graph.windows81TrustedRootCertificate',
        displayName: name,
        certFileName: 'contoso-root.cer',
        trustedRootCertificate: certificate,
        destinationStore: 'computerCertStoreRoot',
      };
      return passing(`${base}/deviceConfigurations`, body, async (_made, path) => {
        const seen = await graph('GET', path);
        return seen.trustedRootCertificate === certificate ? 'yes' : 'no: in another form';
      });
    },
  ],
  [
    'session-values-hidden',
    'What does Graph show of the values of a custom policy?',
    true,
    () => {
      const body = {
        '@odata.type': '#microsoft.graph.windows10CustomConfiguration',
        displayName: name,
        omaSettings: [
          {
            '@odata.type': '#microsoft.graph.omaSettingString',
            displayName: 'x',
            omaUri: './Device/Vendor/MSFT/Policy/Config/Contoso~Policy~Test/Test',
            value: `<disabled/><!-- ${'x'.repeat(100_000)} -->`,
          },
        ],
      };
      return passing(`${base}/deviceConfigurations`, body, async (_made, path) => {
        const [seen] = (await graph('GET', path)).omaSettings;
        const shown = /^\*+$/.test(seen.value)
          ? seen.value
          : seen.value === body.omaSettings[0].value
            ? 'all of it'
            : 'something else';
        return `${shown}, isEncrypted ${seen.isEncrypted}; 100 KB were taken`;
      });
    },
  ],
  [
    'office-filled-in',
    'What does Graph add to Microsoft 365?',
    true,
    () => {
      const body = {
        '@odata.type': '#microsoft.graph.officeSuiteApp',
        displayName: name,
        description: name,
        publisher: 'Microsoft',
        productIds: ['o365ProPlusRetail'],
        officePlatformArchitecture: 'x64',
        officeSuiteAppDefaultFileFormat: 'officeOpenXMLFormat',
        updateChannel: 'monthlyEnterprise',
      };
      return passing('beta/deviceAppManagement/mobileApps', body, async (_made, path) =>
        listed(differences(body, await graph('GET', path))),
      );
    },
  ],
  [
    'clean-up-rules',
    'Are clean-up rules read with DeviceManagementManagedDevices.Read.All?',
    false,
    async () => `yes: ${(await all(`${base}/managedDeviceCleanupRules`)).length} rules`,
  ],
  [
    'desktop-model',
    'What does a WorkSpace call itself, and which profile name does it carry?',
    false,
    async () => {
      const managed = (await all(`${base}/managedDevices`)).filter(({ manufacturer = '' }) =>
        /amazon|ec2/i.test(manufacturer ?? ''),
      );
      if (managed.length === 0) return 'no device of Amazon is managed here yet';
      const shapes = managed.map(
        ({ model, manufacturer, serialNumber, enrollmentProfileName }) =>
          `${manufacturer} / ${model}, serial number like ${shapeOf(serialNumber)}, enrollmentProfileName ${enrollmentProfileName ? 'set' : 'empty'}`,
      );
      return listed(shapes);
    },
  ],
  [
    'autopilot-serial',
    'What does WorkSpaces register as serial number?',
    false,
    async () => {
      const found = (await all(`${base}/windowsAutopilotDeviceIdentities`)).filter(({ manufacturer = '' }) =>
        /amazon|ec2/i.test(manufacturer ?? ''),
      );
      return found.length === 0
        ? 'no device of Amazon is registered here yet'
        : listed(found.map(({ serialNumber }) => shapeOf(serialNumber)));
    },
  ],
  [
    'conditional-access',
    'Are Conditional Access policies read with what this caller has?',
    false,
    async () => `yes: ${(await all('v1.0/identity/conditionalAccess/policies')).length} policies`,
  ],
];

/** `ws-1a2b` becomes `aa-0a0a`: the form, and nothing of the value. */
function shapeOf(text) {
  return (text ?? '').replace(/[0-9]/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A') || 'nothing';
}

let refused = 0;
for (const [id, question, writes, ask] of questions) {
  let answer = 'not asked: it makes something for a moment (--write)';
  if (!writes || write) {
    try {
      answer = await ask();
    } catch (error) {
      if (!(error instanceof Refused)) answer = `no answer: ${error.message}`;
      else answer = `refused: ${error.message}`;
      refused += 1;
    }
  }
  console.log(`${id}\n  ${question}\n  ${answer}\n`);
}
console.log(
  `${questions.length} questions, ${refused} without an answer, ${write ? 'all asked' : `${questions.filter(([, , writes]) => writes).length} left out`}.`,
);
