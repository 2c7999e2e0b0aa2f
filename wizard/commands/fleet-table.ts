/** `fleet` and its commands. */
import type { CommandRow } from '../command.js';
import { languages } from '../letter/words.js';
import { deployment, json, page, site } from '../shared-options.js';

const upn = [['<upn>', 'user principal name']] as const;

export const fleetCommands = {
  name: 'fleet',
  summary:
    'the desktops of a group: what the engine did and would do, approve, pause, keep, hold, release, adopt, migrate, empty',
  description: [
    'Of a deployment whose desktops are the members of a group (desktops.users: {"group": …}). The engine in the account keeps them; these commands look at it, and write what a person has to say into its table.',
  ],
  commands: [
    {
      name: 'status',
      summary: 'who has a desktop, who is held until when, what waits',
      options: [deployment, site, json],
    },
    {
      name: 'plan',
      summary: 'what the next full pass would do, by the same decision as the engine',
      description: ['Changes nothing. Ends with 1 when something rests or waits for a person.'],
      options: [deployment, site, json],
    },
    {
      name: 'apply',
      summary: 'start a full pass now instead of waiting for the schedule',
      options: [deployment, site, json],
    },
    {
      name: 'approve',
      summary: 'let go ahead what is above the limits',
      description: [
        'The engine does only what it would still decide and what this request covers, within 72 hours of it, and each once. A request has at most 2,000 changes: what is left is the next one.',
      ],
      args: [['<id>', 'of the request, as `fleet status` names it']],
      options: [deployment, site, { flags: '--yes', description: 'do not ask' }, json],
    },
    {
      name: 'pause',
      summary: 'nothing is done before this is taken back; effective before the next call',
      options: [deployment, site, { flags: '--resume', description: 'go on' }, json],
    },
    {
      name: 'keep',
      summary: 'never remove the desktop of a person who left',
      args: upn,
      options: [deployment, site, { flags: '--no-longer', description: 'take it back' }, json],
    },
    {
      name: 'hold',
      summary: 'say that a name belongs to somebody else now: the hold of the former person goes on',
      args: upn,
      options: [
        deployment,
        site,
        { flags: '--other-person', description: 'the new person of this name is another one' },
        json,
      ],
    },
    {
      name: 'release',
      summary: 'give the desktop of a name to the new id of the same person',
      description: [
        'After SCIM was set up anew everybody has a new id; a name that was given to somebody else looks the same. Several names are all looked at before anything is written.',
      ],
      args: [['<upn...>', 'user principal names']],
      options: [
        deployment,
        site,
        { flags: '--same-person', description: 'the new ids are the same people' },
        { flags: '--yes', description: 'do not ask (it asks for several)' },
        json,
      ],
    },
    {
      name: 'adopt',
      summary: 'make a desktop that somebody else made the fleet’s: it is held and removed like the others',
      description: [
        'Of a member whose desktop has no tag of the fleet. The engine itself adopts only what carries its tag or is of the former list.',
      ],
      args: upn,
      options: [deployment, site, { flags: '--yes', description: 'do not ask' }, json],
    },
    {
      name: 'migrate',
      summary: 'from a list of users to the members of a group, and back; no desktop is touched',
      description: [
        'Writes the deployment file and what allow.json has to say, and names the next steps: an apply lets the desktops go from the Terraform state, the engine takes them over, --done takes the former list out. People on hold stay so; what the list said of one person stays.',
      ],
      options: [
        deployment,
        site,
        {
          flags: '--group <id>',
          description: 'object id of an Entra group for this site alone, whose members have the desktops',
        },
        {
          flags: '--mode <mode>',
          choices: ['report', 'apply'],
          description: 'what the engine does at first (default: report)',
        },
        { flags: '--done', description: 'take the former list out, once each of its desktops is the fleet’s' },
        {
          flags: '--back',
          description: 'from the group to a list: the engine rests, the next apply imports the desktops',
        },
        { flags: '--yes', description: 'do not ask' },
        json,
      ],
    },
    {
      name: 'empty',
      summary: 'remove every desktop of the fleet, before a destroy: without hold, above all limits',
      description: [
        'The engine removes what carries row and tag, one after the other, and makes none. Not what a person said to keep, nor while somebody is connected.',
      ],
      options: [
        deployment,
        site,
        { flags: '--confirm <name>', description: 'name of the fleet, as `fleet status` says it: DEPLOYMENT/SITE' },
        { flags: '--cancel', description: 'stop it' },
        json,
      ],
    },
    {
      name: 'report',
      summary: 'what is not used, not licensed, held or out of place, the room there is, and what it costs a month',
      description: [
        'Changes nothing and switches nothing. Prices are those of the public price list of AWS at this moment; one that cannot be read is unknown, never 0. Hours of use are those of the last 30 days (cloudwatch:GetMetricData).',
      ],
      options: [
        deployment,
        site,
        { flags: '--unused-days <number>', description: 'days without a connection (default: 60)' },
        { flags: '--csv <file>', description: 'every desktop, for a spreadsheet' },
        page,
        json,
      ],
    },
    {
      name: 'revoke',
      summary: 'take back what the access package gave: access first, the desktop after the hold',
      description: [
        'Of people who asked for their desktop themselves. Ends their assignment in Entra: they leave the group, the engine holds the desktop and removes it when the hold is over. An access package is not deleted while somebody has it, so `--everyone` comes before `destroy`.',
      ],
      args: [['[upn...]', 'user principal names']],
      options: [
        deployment,
        site,
        { flags: '--everyone', description: 'all who have it' },
        { flags: '--yes', description: 'do not ask' },
        json,
      ],
    },
    {
      name: 'page',
      summary: 'write the page that a company hands to its people: how to get a desktop',
      description: [
        'One file of HTML for the intranet: where to ask and what happens then, the first morning, when access ends and what is lost at its end, what people may do with their desktop themselves. Reads the registration code and the access package; holds no secret.',
      ],
      options: [
        deployment,
        site,
        { flags: '--out <file>', description: 'where it goes (default: standard output)' },
        { flags: '--language <code>', description: 'of the page (default: en)', choices: languages },
        json,
      ],
    },
  ],
} as const satisfies CommandRow;
