/** Texts of a deployment that want to be more than text. */
import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../deployment/load.js';
import { DeploymentStack } from '../../stacks/deployment-stack.js';
import { DeploymentError } from '../../deployment/problem.js';
import { visibleText } from '../../deployment/visible-text.js';
import { asLiteralText } from '../../stacks/literal-text.js';
import { Testing } from 'cdktf';
import { greenfield, problemsOf, type Loose } from './sample.js';
import { testingApp } from '../modules/testing-app.js';

const places: readonly (readonly [string, string, (deployment: Loose, text: string) => void])[] = [
  ['a tag', 'tags.owner', (d, text) => (d.tags = { owner: text })],
  ['the key of a tag', 'tags', (d, text) => (d.tags = { [text]: 'x' })],
  [
    'the name of a group',
    'entra.desktopUsers.create.displayName',
    (d, text) => (d.entra.desktopUsers = { create: { displayName: text } }),
  ],
  [
    'the name of an app',
    'entra.enterpriseApp.create.displayName',
    (d, text) => (d.entra.enterpriseApp.create.displayName = text),
  ],
  [
    'a membership rule',
    'entra.desktopUsers.create.members.rule',
    (d, text) => (d.entra.desktopUsers = { create: { members: { rule: text } } }),
  ],
  [
    'a description',
    'intune.profile.create.description',
    (d, text) => (d.intune = { profile: { create: { description: text } } }),
  ],
  [
    'the name of an IP group',
    'sites[0].access.ipGroups[0].name',
    (d, text) => (d.sites[0].access = { ipGroups: [{ name: text, rules: [{ cidr: '203.0.113.0/24' }] }] }),
  ],
  [
    'what a range is',
    'sites[0].access.ipGroups[0].rules[0].description',
    (d, text) =>
      (d.sites[0].access = { ipGroups: [{ name: 'x', rules: [{ cidr: '203.0.113.0/24', description: text }] }] }),
  ],
  ['the path of the state', 'state.local.path', (d, text) => (d.state = { local: { path: text } })],
  ['an unknown key', '', (d, text) => (d[text] = 1)],
];

describe('no text holds a character that acts', () => {
  test.each(places)('%s', (_what, path, put) => {
    for (const character of ['\u001b[2J', '\u009b1m', '\u0007', '\n', '\t', '\u202e', '\u2066', '\u2028', '\u0000']) {
      const deployment = greenfield();
      put(deployment, `a${character}b`);
      const found = problemsOf(deployment).filter(({ rule }) => rule.startsWith('must hold no control character'));
      expect(found).toHaveLength(1);
      if (path !== '') expect(found[0]?.path.startsWith(path)).toBe(true);
      expect(visibleText(new DeploymentError(found, 'd.json').message)).not.toContain(
        character === '\n' || character === '\t' ? `a${character}b` : character,
      );
    }
  });

  test('letters of every script do', () => {
    const deployment = greenfield();
    deployment.entra.desktopUsers = { create: { displayName: 'Größe 東京 עברית नमस्ते' } };
    expect(problemsOf(deployment)).toEqual([]);
  });
});

describe('what looks like a template or a reference is text', () => {
  const odd = '${TfToken[TOKEN.1]} ${aws_vpc.x.id} %{if true} #{TfToken[TOKEN.2]} &{TfToken[TOKEN.3]}';

  test('no reference of CDKTF is left in it', () => {
    const literal = asLiteralText({ [odd]: [odd] });
    expect(JSON.stringify(literal)).not.toMatch(/[$#&]\{TfToken\[/);
  });

  test('in groups of addresses, escaped once; in names, too', () => {
    const value = greenfield();
    value.sites[0].access = {
      ipGroups: [{ name: odd, description: odd, rules: [{ cidr: '203.0.113.0/24', description: odd }] }],
    };
    value.entra.desktopUsers = { create: { displayName: 'a ${TfToken[TOKEN.1]} b' } };
    const { deployment } = checkDeploymentValue(value, 'deployment.json', () => '');
    const app = testingApp();
    const functionZip = { path: 'handler.zip', hash: 'x' };
    const stack = new DeploymentStack(app, 'x', { deployment, functionZip, stateFolder: '.' });
    const { resource } = JSON.parse(Testing.synth(stack));
    // What references stand for is filled in by Terraform; the rest is JSON as it is.
    const inputs = Object.values(resource.aws_lambda_invocation as Record<string, { input: string }>)
      .filter(({ input }) => input.includes('ipGroups'))
      .map(({ input }) => JSON.parse(input.replace(/\$\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/g, '"x"')));
    expect(inputs.length).toBeGreaterThan(0);
    for (const { properties } of inputs) {
      expect(properties.ipGroups).toMatchObject([{ name: odd, description: odd, rules: [{ description: odd }] }]);
    }
    // Terraform takes `$${` for `${`, and leaves nothing of the directive: the text as it was written.
    const [group] = Object.values(resource.azuread_group as Record<string, { display_name: string }>);
    expect(group?.display_name).toBe('a $${%{if true}%{endif}TfToken[TOKEN.1]} b');
  });
});

describe('reply URLs belong to one instance', () => {
  const connected = (): Loose => {
    const deployment = greenfield();
    deployment.identityCenter.federation.setUp.handshake = {
      serviceProvider: {
        entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672f0a1b',
        acsUrls: ['https://eu-central-1.signin.aws/platform/saml/acs/own-instance'],
        signInUrl: 'https://d-99672f0a1b.awsapps.com/start',
      },
      scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/abc123/scim/v2',
    };
    return deployment;
  };
  const acs = 'identityCenter.federation.setUp.handshake.serviceProvider.acsUrls[1]';

  test('several Regions and forms of one do', () => {
    const deployment = connected();
    deployment.identityCenter.federation.setUp.handshake.serviceProvider.acsUrls.push(
      'https://eu-west-1.sso.signin.aws/platform/saml/acs/own-instance',
    );
    expect(problemsOf(deployment)).toEqual([]);
  });
  test('one more, of another instance, does not', () => {
    const deployment = connected();
    deployment.identityCenter.federation.setUp.handshake.serviceProvider.acsUrls.push(
      'https://eu-central-1.signin.aws/platform/saml/acs/of-an-attacker',
    );
    expect(problemsOf(deployment)).toEqual([
      expect.objectContaining({
        path: acs,
        rule: expect.stringContaining('of the same instance'),
        got: 'of-an-attacker instead of own-instance',
      }),
    ]);
  });
  test('the portal of another instance does not; a name of the company’s own does', () => {
    const deployment = connected();
    const { serviceProvider } = deployment.identityCenter.federation.setUp.handshake;
    serviceProvider.signInUrl = 'https://d-0000000000.awsapps.com/start';
    expect(problemsOf(deployment)).toEqual([expect.objectContaining({ got: 'd-0000000000' })]);
    serviceProvider.signInUrl = 'https://contoso.awsapps.com/start';
    expect(problemsOf(deployment)).toEqual([]);
  });
});
