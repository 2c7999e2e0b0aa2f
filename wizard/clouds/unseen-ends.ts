/**
 * Who signs in, with a space or a line end that nobody sees: read out of a file with the line ends of Windows, or stored so as a
 * secret of a pipeline. Both clouds answer that the secret or the signature is wrong.
 * Sources: aws/aws-cli#8187 (export-credentials writes such line ends in Windows), boto/boto#3066, cli/cli#13588
 */
import { UsageError } from '../terminal/failure.js';

const signIn = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION', 'AWS_ROLE_ARN'],
  ...['ARM_TENANT_ID', 'ARM_CLIENT_ID', 'ARM_CLIENT_SECRET', 'ARM_SUBSCRIPTION_ID'],
];

/** @throws UsageError that names them, and never shows a value */
export function refuseUnseenEnds(env: NodeJS.ProcessEnv): void {
  const names = signIn.filter((name) => /^\s|\s$/.test(env[name] ?? ''));
  if (names.length === 0) return;
  throw new UsageError(`A space or a line end, which nobody sees, is a part of ${names.join(', ')}.`, [
    'A file with the line ends of Windows leaves it. In bash:',
    ...names.map(withoutEnds),
  ]);
}

/** What is within stays: a name may have a space. Without a blank, so that no line is broken in it. */
function withoutEnds(name: string): string {
  return `${name}="\${${name}#"\${${name}%%[![:space:]]*}"}";${name}="\${${name}%"\${${name}##*[![:space:]]}"}"`;
}
