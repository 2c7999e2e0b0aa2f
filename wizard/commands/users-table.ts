/** `users` and its commands. */
import type { CommandRow } from '../command.js';
import { languages } from '../letter/words.js';
import { deployment, site, json } from '../shared-options.js';

export const usersCommands = {
  name: 'users',
  summary: 'who has a desktop: list, add, put on hold, purge, import, write to them',
  description: ['Edits the deployment, or the users file that it names; order and comments stay. No cloud is changed.'],
  commands: [
    {
      name: 'list',
      summary: 'who has a desktop',
      options: [
        deployment,
        site,
        { flags: '--check', description: 'look whether Entra knows them; ends with 1 when an active one is missing' },
        json,
      ],
    },
    {
      name: 'add',
      summary: 'new users, or users on hold made active again',
      args: [['<upn...>', 'user principal names']],
      options: [deployment, site, { flags: '--bundle <name>', description: 'another bundle than that of the site' }],
    },
    {
      name: 'remove',
      summary: 'put users on hold: no access, the desktop is kept',
      args: [['<upn...>', 'user principal names']],
      options: [
        deployment,
        site,
        { flags: '--days <number>', description: 'days that the desktop is kept (default: 30)' },
      ],
    },
    {
      name: 'purge',
      summary: 'take users on hold out for good, with their desktops',
      args: [['[upn...]', 'user principal names; without one, those whose time is over']],
      options: [deployment, site, { flags: '--yes', description: 'do not ask' }],
    },
    {
      name: 'import',
      summary: 'compare with a list (CSV) or a group and take over who joins, leaves and changes',
      description: [
        'Takes exports of Entra, Microsoft 365, PowerShell and Excel as they are: UTF-8, UTF-16 or ANSI, with commas, semicolons, tabs or bars between. Columns that are not used, guests and disabled accounts are named and left out.',
        'Who is not in the list is put on hold. More than 3 or 2 % at once are refused: the list may be cut short.',
      ],
      args: [['[file]', 'CSV; the user principal name is needed, all else is optional']],
      options: [
        deployment,
        site,
        {
          flags: '--group <name>',
          description: 'a group of Entra instead of a file, by name or object id; its direct members',
        },
        { flags: '--max-removals <count>', description: 'how many may leave at once, instead of 3 or 2 %' },
        { flags: '--yes', description: 'do not ask' },
        json,
      ],
    },
    {
      name: 'letter',
      summary:
        'write the mail for who gets a desktop: where to sign in, what to install, what the first morning is like',
      description: [
        'Reads the registration code from the cloud and changes nothing. One letter goes to standard output, all go into a folder, as text and as HTML. Who is on hold gets none.',
        'A letter holds no secret: address and registration code open nothing without a sign-in.',
        'A template of your own has {{user}}, {{signInAddress}}, {{registrationCode}}, {{clientDownload}}, {{devices}}, {{site}}, {{autoStopMinutes}}; the second and the third must be in it. In a file that ends in .html what is put in is escaped.',
      ],
      args: [['[upn...]', 'user principal names; without one, everybody']],
      options: [
        deployment,
        site,
        { flags: '--language <code>', description: 'of the letter (default: en)', choices: languages },
        { flags: '--template <file>', description: 'text or HTML of your own' },
        { flags: '--format <kind>', description: 'on standard output (default: text)', choices: ['text', 'html'] },
        { flags: '--out <dir>', description: 'folder for the letters, two files for each person' },
        json,
      ],
    },
    {
      name: 'rename',
      summary: 'why a user cannot be renamed, and what to do instead',
      args: [
        ['<from>', 'user principal name now'],
        ['<to>', 'user principal name wanted'],
      ],
      options: [deployment],
    },
  ],
  examples: [
    'entra-workspaces users add ada@contoso.com',
    'entra-workspaces users import export.csv',
    'entra-workspaces users import --group "Desktop users"',
    'entra-workspaces users letter --out letters --language de',
  ],
} as const satisfies CommandRow;
