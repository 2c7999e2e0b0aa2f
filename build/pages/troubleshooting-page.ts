import { errorSentences } from '../../domain/control-plane/error-sentences.js';
import type { ErrorSentence } from '../../domain/control-plane/kind-record.js';
import { rules } from '../../wizard/checks/rules/index.js';
import { providerErrors } from '../../wizard/terraform/provider-errors.js';
import { code, table } from './markdown.js';

/** What can go wrong, what it means and what to do: the tables that the messages themselves are made from. */
export function troubleshootingPage(): string {
  return [
    '# Troubleshooting',
    '',
    'Start with `entra-workspaces doctor`: it looks at both clouds and says what is wrong, causes first. `entra-workspaces doctor --user UPN` follows one person through the whole chain. Before an apply, `entra-workspaces preflight` does the same for what has to be there already.',
    '',
    'Every sentence on this page is one that the tool says itself, so you can search for what you saw.',
    '',
    '**`PENDING: …` is not an error.** Something needs time: SCIM brings people every 40 minutes, a directory takes up to an hour. Run `apply` again; it goes on where it stopped.',
    '',
    '## What Terraform and its providers say',
    '',
    table(
      ['', 'What it means', 'What to do'],
      providerErrors.map(({ id, cause, fix, waiting }) => [
        `<a id="${id}"></a>${code(id)}${waiting ? ' (needs time)' : ''}`,
        sentence(cause),
        fix,
      ]),
    )
      .replaceAll('&lt;a id=', '<a id=')
      .replaceAll('>&lt;/a>', '></a>'),
    '',
    '## What AWS says to the control plane',
    '',
    'The function in your account adds these to the error code of AWS. Its log is in CloudWatch, `/aws/lambda/NAME-control-plane`.',
    '',
    table(['Error', 'In', 'What it means', 'What to do'], errorSentences.map(awsRow)),
    '',
    '## What preflight and doctor look for',
    '',
    table(
      ['Rule', 'What was found', 'What comes of it', 'What to do', 'Who'],
      rules.map(({ id, title, why, fix, who }) => [code(id), title, why, fix, who]),
    ),
    '',
    'Which of the known ways to fail each rule sees: [failure-modes.md](failure-modes.md).',
  ].join('\n');
}

function awsRow({ code: codes, operation, says, means, fix }: ErrorSentence): string[] {
  const all = (value: string | readonly string[] | undefined): string =>
    value === undefined ? 'any call' : (typeof value === 'string' ? [value] : value).map(code).join(', ');
  return [all(codes), all(operation) + (says === undefined ? '' : `, saying "${says}"`), means, fix];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
