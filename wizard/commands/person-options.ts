/** What `doctor --user` takes besides. */
import { deviceTypes } from '../../domain/bundle-options.js';
import type { OptionDescription } from '../command.js';

/** Options of `doctor` that belong to one person. */
export const personOptions = [
  {
    flags: '--user <who>',
    description: 'follow one person: UPN, mail address, name of the computer, or WorkSpace id',
  },
  { flags: '--from <address>', description: 'with --user: address that the person connects from' },
  {
    flags: '--device <kind>',
    description: 'with --user: what the person connects from',
    choices: deviceTypes,
  },
  { flags: '--ticket', description: 'with --user: at most ten lines to paste into a ticket, without ids' },
  { flags: '--region <region>', description: 'with --user and without a deployment: Region of the desktops' },
  { flags: '--directory <name>', description: 'with --region: name or id of the directory, where there are several' },
  { flags: '--tenant <id>', description: 'with --region: Entra tenant (default: the one that is signed in to)' },
  { flags: '--identity-center-region <region>', description: 'with --region: Region of Identity Center, if another' },
  { flags: '--identity-center-role <arn>', description: 'with --region: role through which Identity Center is read' },
  { flags: '--app <object-id>', description: 'with --region: enterprise app, where there are several' },
] as const satisfies readonly OptionDescription[];
