import { describe, expect, test } from '@jest/globals';
import { inMarkdown } from '../../../wizard/terraform/markdown.js';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import { differenceMarkdown } from '../../../wizard/terraform/plan-report.js';
import { differenceOf } from '../../../wizard/terraform/stack-difference.js';

const invocation = (step: string, properties: object = {}): object => ({
  input: JSON.stringify({ kind: 'entra-directory', identity: { name: 'contoso-berlin' }, step, properties }),
});
const main = {
  terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '6.25.0' } } },
  provider: { aws: [{ region: 'eu-central-1', default_tags: [{ tags: { a: '1' } }] }] },
  resource: {
    aws_workspaces_workspace: { ada: { user_name: 'ada@contoso.com' }, bob: { user_name: 'bob@contoso.com' } },
    aws_lambda_invocation: { claim: invocation('claim'), ensure: invocation('ensure', { rememberMe: false }) },
  },
};
type Stack = typeof main & Record<string, unknown>;
const branch = (edit: (stack: Stack) => void): Stack => {
  const stack = structuredClone(main) as Stack;
  edit(stack);
  return stack;
};

describe('the difference between two stacks, in the words of a plan', () => {
  test('names desktops that come and go, and sites whose settings change', () => {
    const difference = differenceOf(
      main,
      branch(({ resource }) => {
        Reflect.deleteProperty(resource.aws_workspaces_workspace, 'bob');
        Object.assign(resource.aws_workspaces_workspace, { eve: { user_name: 'eve@contoso.com' } });
        resource.aws_lambda_invocation.ensure = invocation('ensure', { rememberMe: true });
      }),
    );
    const markdown = differenceMarkdown(difference, refusalsOf(difference.summary, noAllowances));
    expect(markdown).toContain('| DESTROYS DATA | DELETE 1 desktop | AWS | bob@contoso.com |');
    expect(markdown).toContain('| costs | make 1 desktop | AWS | eve@contoso.com |');
    expect(markdown).toContain('change 1 WorkSpaces directory | AWS | contoso-berlin; sets rememberMe |');
    expect(markdown).toMatch(/It will not be applied like this[^]*bob@contoso\.com/);
  });

  test('of the same stack is none', () => {
    const difference = differenceOf(main, main);
    expect(differenceMarkdown(difference, [])).toMatch(/^\*\*Nothing differs\.\*\*/);
  });

  test('in a tag of the provider is a setting, in an argument it never had more than that', () => {
    const tagged = differenceOf(
      main,
      branch(({ provider }) => (provider.aws[0]!.default_tags[0]!.tags.a = '2')),
    );
    expect([tagged.settings, tagged.summary.lines]).toEqual([['provider.aws'], []]);
    const led = differenceOf(
      main,
      branch(({ provider }) => Object.assign(provider.aws[0]!, { endpoints: [{}] })),
    );
    expect(led.summary.lines).toEqual([expect.objectContaining({ address: 'provider.aws', risk: 'destroys-data' })]);
  });

  test.each<[string, string, (stack: Stack) => void]>([
    [
      'terraform_data with a program',
      'terraform_data.x',
      ({ resource }) => Object.assign(resource, { terraform_data: { x: { provisioner: [{ 'local-exec': {} }] } } }),
    ],
    [
      'a provisioner at a desktop',
      'aws_workspaces_workspace.ada',
      ({ resource }) => Object.assign(resource.aws_workspaces_workspace.ada, { provisioner: [{ 'local-exec': {} }] }),
    ],
    [
      'a data source of another provider',
      'data.external.x',
      (stack) =>
        Object.assign(stack, {
          data: { external: { x: {} } },
          terraform: {
            required_providers: { ...main.terraform.required_providers, external: { source: 'hashicorp/external' } },
          },
        }),
    ],
    ['a module', 'module.evil', (stack) => Object.assign(stack, { module: { evil: { source: './evil' } } })],
    [
      'another provider',
      'provider registry.terraform.io/evil/marker',
      ({ terraform }) => Object.assign(terraform.required_providers, { marker: { source: 'evil/marker' } }),
    ],
  ])('%s is said first, with the highest risk', (_what, address, edit) => {
    expect(differenceOf(main, branch(edit)).summary.lines[0]).toMatchObject({
      address,
      risk: 'destroys-data',
      foreign: expect.any(String),
    });
  });
});

describe('text of others in Markdown', () => {
  test.each([
    ['a|b', 'a\\|b'],
    ['[click](javascript:alert(1))', '\\[click\\](javascript:alert(1))'],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['https://evil.example/x', 'https:\\//evil.example/x'],
    ['www.evil.example', 'www&#46;evil.example'],
    ['@contoso/admins look', '@\u200bcontoso/admins look'],
    ['ada@contoso.com', 'ada@contoso.com'],
    ['a\n\n# heading', 'a \\# heading'],
    ['a\u202egnp.exe\u0000\u001b[2J\u200b', 'agnp.exe\\[2J'],
    ['`code` *b* _i_ ~s~ $m$', '\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\$m\\$'],
  ])('%j is %j', (text, escaped) => expect(inMarkdown(text)).toBe(escaped));

  test('is cut', () => {
    expect(inMarkdown('x'.repeat(10_000))).toBe(`${'x'.repeat(300)}…`);
  });
});
