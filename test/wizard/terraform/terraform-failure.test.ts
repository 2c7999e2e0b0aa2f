import { describe, expect, test } from '@jest/globals';
import { diagnosticsOfText } from '../../../wizard/terraform/events.js';
import { TerraformFailure } from '../../../wizard/terraform/terraform-failure.js';

const at = (address: string | undefined, detail: string, summary = '') => ({
  severity: 'error' as const,
  summary,
  detail,
  ...(address === undefined ? {} : { address }),
});

describe('a failure of terraform', () => {
  const failure = (...diagnostics: ReturnType<typeof at>[]) =>
    new TerraformFailure({ product: 'terraform' }, 'apply', 1, diagnostics);

  test('what terraform said is followed by cause and fix', () => {
    const { message, fix } = failure(
      at('aws_kms_key.k', 'Resource k has lifecycle.prevent_destroy set', 'Instance cannot be destroyed'),
    );
    expect(message).toBe('terraform apply failed.');
    expect(fix.join('\n')).toMatch(
      /Instance cannot be destroyed.*at aws_kms_key.k.*Cause: .*Fix: .*"protection": false/s,
    );
  });

  test('PENDING says what is waited for, that nothing is broken and how to go on', () => {
    const error = failure(at('aws_lambda_invocation.w', 'PENDING: the directory Berlin is REGISTERING'));
    expect(error.waiting).toBe(true);
    expect(error.message).toContain('Not everything is there yet');
    expect(error.fix.join('\n')).toMatch(/directory Berlin is REGISTERING.*Waiting: .*Run apply again/s);
  });

  test('one real error among waits is an error', () => {
    const error = failure(at('a.w', 'PENDING: x'), at('a.b', 'AccessDenied'));
    expect(error.waiting).toBe(false);
    expect(error.message).toBe('terraform apply failed with 2 errors.');
  });

  test('a stale plan is said once, plainly', () => {
    const text = failure(at(undefined, 'The given plan file can no longer be applied', 'Saved plan is stale')).fix.join(
      '\n',
    );
    expect(text).toContain('Plan again');
    expect(text).not.toContain('can no longer be applied');
  });
});

describe('errors in text for people', () => {
  test('framed boxes are read, warnings are left out', () => {
    const text = [
      '╷',
      '│ Warning: careful',
      '│ ',
      '│ old',
      '╵',
      '╷',
      '│ Error: Broken',
      '│ ',
      '│ It is broken',
      '│ indeed.',
      '╵',
    ].join('\n');
    expect(diagnosticsOfText(text)).toEqual([
      { severity: 'error', summary: 'Broken', detail: 'It is broken\nindeed.' },
    ]);
  });
  test('text without a box is kept as it is', () =>
    expect(diagnosticsOfText('flag provided but not defined: -x\n')[0]?.summary).toBe(
      'flag provided but not defined: -x',
    ));
  test('no text is no error', () => expect(diagnosticsOfText('  \n')).toEqual([]));
});

test('errors of one cause are said once: three in terraform’s words, and how many more there are', () => {
  const expired = Array.from({ length: 40 }, (_, number) =>
    at(`aws_workspaces_workspace.d${number}`, 'api error ExpiredTokenException: The security token is expired'),
  );
  const { fix } = new TerraformFailure({ product: 'terraform' }, 'apply', 1, [...expired, at('aws_vpc.v', 'boom')]);
  const text = fix.join('\n');
  expect(text.match(/at aws_workspaces_workspace/g)).toHaveLength(3);
  expect(text.match(/Cause: The AWS credentials have run out/g)).toHaveLength(1);
  expect(text).toContain('and 37 more of this kind');
  expect(text).toContain('boom\nat aws_vpc.v');
});

test('what OpenTofu runs into is mended by its own commands, where terraform may not be installed', () => {
  const locked = at(undefined, '', 'Error acquiring the state lock');
  const fix = (product: 'terraform' | 'tofu'): string =>
    new TerraformFailure({ product }, 'plan', 1, [locked]).fix.join('\n');

  expect(fix('terraform')).toContain('terraform force-unlock LOCK_ID');
  expect(fix('tofu')).toContain('tofu force-unlock LOCK_ID');
  expect(fix('tofu')).not.toContain('terraform');
});
