/** `desktops` and its commands: what is done to many desktops, a part of them at a time. */
import type { CommandRow } from '../command.js';
import { deployment, json, site } from '../shared-options.js';

const people = [['[upn...]', 'whose desktops (default: everybody in the fleet)']] as const;

const common = [
  deployment,
  site,
  { flags: '--pilot <upns>', description: 'these first, with commas between them' },
  { flags: '--percent <list>', description: 'then so many percent of all at a time, such as 10,50; in the end all' },
  {
    flags: '--stop-at <percent>',
    description: 'end the wave when more than this part of the desktops that were reached ended badly (default: 10)',
  },
  { flags: '--connected', description: 'also where somebody is connected' },
] as const;
const asks = [{ flags: '--yes', description: 'do not ask' }, json] as const;
const wave = [...common, ...asks] as const;
const snapshots = [
  {
    flags: '--snapshot-hours <hours>',
    description: 'leave out running desktops whose last snapshot is older (default: 24; 0: however old)',
  },
  { flags: '--again', description: 'also those that an open wave is to make anew' },
] as const;

const stages =
  'The engine does it: a stage begins when the one before has ended, and none after too many ended badly. Where somebody is connected it is put off, for 24 hours at most.';

export const desktopsCommands = {
  name: 'desktops',
  summary: 'what is done to many desktops of a fleet, a part of them at a time',
  description: [
    'Of a deployment whose desktops are the members of a group. Waves are done by the engine in the account, at its pace, and go on when this program has ended; `fleet pause` holds them, too.',
  ],
  commands: [
    {
      name: 'restart',
      summary: 'restart desktops',
      description: [stages],
      args: people,
      options: wave,
      examples: ['entra-workspaces desktops restart --pilot ada@contoso.com,grace@contoso.com --percent 10,50'],
    },
    { name: 'start', summary: 'start desktops that are stopped', description: [stages], args: people, options: wave },
    { name: 'stop', summary: 'stop AutoStop desktops', description: [stages], args: people, options: wave },
    {
      name: 'rebuild',
      summary: 'make desktops anew from the newest image of their bundle',
      description: [
        'C: is lost, D: comes from its last snapshot, Windows is set up again. Before, the secret with which desktops are registered is looked at: with one that has ended they would never be enrolled again.',
        stages,
      ],
      args: people,
      options: [...common, ...snapshots, ...asks],
    },
    {
      name: 'restore',
      summary: 'take desktops back to their last snapshots',
      description: [stages],
      args: people,
      options: [...common, ...snapshots, ...asks],
    },
    {
      name: 'migrate',
      summary: 'move desktops to another bundle',
      description: [
        'To the bundle that the deployment file says of each person now, or to the one that is named: of another image, size or disk. C: is lost, D: comes from its last snapshot, the desktop gets another id and name, Windows is set up again. Until it is over both ids are there, and the engine takes neither for a stranger. WorkSpaces takes back what fails: such a desktop is as it was, and counts as ended badly.',
        'The way of a new image: add a bundle of it to the site, name it in desktops.bundle, apply (who joins has the new one), then this; when the wave is over take the old bundle out. To keep ids and the bundle instead, change imageId of the bundle and call desktops rebuild.',
        stages,
      ],
      args: people,
      options: [
        ...common,
        {
          flags: '--to <bundle>',
          description: 'name of a bundle of the site (default: what the file says of each person)',
        },
        ...snapshots,
        ...asks,
      ],
      examples: ['entra-workspaces desktops migrate --pilot ada@contoso.com --percent 10,50 --stop-at 5'],
    },
    {
      name: 'tag',
      summary: 'give desktops tags',
      description: [
        'No tag is taken off: the engine may not, because one of them says which desktops it may remove. For desktops that are made later, set `tags` in the deployment file.',
        stages,
      ],
      args: people,
      options: [
        ...common,
        { flags: '--set <tags>', description: 'key=value, several with a semicolon between' },
        ...asks,
      ],
      examples: ['entra-workspaces desktops tag --set "owner=desktop-team"'],
    },
    {
      name: 'waves',
      summary: 'how waves of the last 90 days came on, desktop by desktop',
      args: [['[id]', 'of one wave (default: all, in numbers)']],
      options: [deployment, site, { flags: '--cancel', description: 'ask nobody else' }, json],
    },
  ],
} as const satisfies CommandRow;
