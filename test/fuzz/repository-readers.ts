/** Readers of what lies in a repository beside the deployment, and comes with somebody's commit. */
import { inUtc } from '../../domain/day.js';
import { lockedIn } from '../../wizard/commands/packages.js';
import { fill, fillHtml, templateProblems, withoutValue } from '../../wizard/letter/template.js';
import { foreignPackages, foreignSettings } from '../../wizard/repository/packages.js';
import { lackingInLock, lockedProviders, refuseForeignProviders } from '../../wizard/terraform/provider-guard.js';
import {
  firstLeft,
  isOutputFolder,
  notesIn,
  notesName,
  unfinished,
  withLost,
} from '../../wizard/terraform/run-notes.js';
import { lives } from '../../wizard/terraform/still-runs.js';
import { json, numbered, repeat, telling, type Reader } from './reader.js';

const letterValues = {
  user: 'Ada',
  site: 'Berlin',
  signInAddress: 'https://d-1234567890.awsapps.com/start',
  registrationCode: 'WSfra+ABC123',
  clientDownload: 'https://clients.amazonworkspaces.com',
  devices: 'Windows',
};

const stack = { terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '6.0.0' } } } };
const lockFile = [
  'provider "registry.terraform.io/hashicorp/aws" {',
  '  version     = "6.0.0"',
  '  constraints = "6.0.0"',
  '  hashes = [',
  '    "h1:Zm9v=",',
  '    "zh:0123456789abcdef",',
  '  ]',
  '}',
  '',
].join('\n');

export const repositoryReaders: readonly Reader[] = [
  {
    name: 'notes of a run',
    seeds: [
      '{"running":{"command":"apply","pid":4711,"born":"123","started":"2026-11-01T00:00:00Z","output":"/tmp/entra-workspaces-terraform-abc123"}}',
      '{"unfinished":{"started":"2026-11-01T00:00:00Z","making":["aws_workspaces_workspace.ada"]},"lost":{"started":"2026-11-01T00:00:00Z","made":["a.b"],"removed":[]},"destroying":"2026-11-01T00:00:00Z"}',
    ],
    read: (text) =>
      telling(() => {
        const notes = notesIn(text, notesName);
        const { running, lost } = notes;
        if (running !== undefined) {
          inUtc(running.started);
          lives(running.pid, running.born);
          isOutputFolder(running.output);
        }
        firstLeft(unfinished(notes, '2026-11-01T00:00:00Z', ['a.b']));
        if (lost !== undefined) withLost(notes, lost);
      }),
    slow: {
      ...json,
      addresses: numbered((at) => `"a.b${at}"`, '{"unfinished":{"started":"x","making":[', ']}}'),
      'addresses that are none': numbered(() => '1', '{"unfinished":{"started":"x","making":[', ']}}'),
    },
  },
  {
    name: 'templates of letters',
    seeds: [
      'Hello {{user}},\n\nsign in at {{signInAddress}} with {{ registrationCode }}; the client: {{clientDownload}}, {{devices}}, {{site}}.\n',
      '<p title="{{user}}">{{signInAddress}} <b>{{registrationCode}}</b> {{autoStopMinutes}}</p>',
    ],
    read: (text) => {
      if (templateProblems(text).length > 0) return;
      const values = { ...letterValues, user: '{{site}} <b>$&' };
      withoutValue(text, values);
      fill(text, values);
      if (/<b>\$&/.test(fillHtml(text, values).replace(text, ''))) throw new Error('a value became HTML');
    },
    slow: {
      'open placeholders': repeat('{{'),
      'placeholders that are none': repeat('{{user }} '),
      'one long placeholder': repeat('a', '{{', '}}'),
      'placeholders of spaces': repeat('{{ }}'),
      'empty lines': repeat('\n'),
      'ends of placeholders': repeat('}}'),
    },
  },
  {
    name: 'the lock file of the providers',
    seeds: [lockFile, lockFile.replaceAll('\n', '\r\n')],
    read: (text) =>
      telling(() => {
        lockedProviders(text);
        lackingInLock(stack, text, {}, 'terraform');
        refuseForeignProviders(stack, '', text);
      }),
    slow: {
      'empty lines': repeat('\n'),
      'spaces in a line': repeat(' '),
      'lines of spaces': repeat(' \n'),
      'heads of blocks': repeat('provider "'),
      'blocks that do not end': repeat('provider "a" {\n'),
      'blocks without a body': repeat('provider "a"\n'),
      'spaces before a block': repeat('\n', 'provider', ' "a" {}'),
      hashes: repeat('"zh:', 'provider "a" {', '}'),
    },
  },
  {
    name: 'the lock file of the packages, and where npm looks',
    seeds: [
      '{"name":"desktops","lockfileVersion":3,"requires":true,"packages":{"":{"name":"desktops"},"node_modules/tsx":{"version":"4.0.0","resolved":"https://npm.contoso.com/tsx/-/tsx-4.0.0.tgz","integrity":"sha512-AAAA","bin":{"tsx":"dist/cli.mjs"}},"node_modules/a":{"link":true},"node_modules/b/node_modules/c":{"inBundle":true}}}',
      '# ours\nregistry=https://npm.contoso.com/\n@contoso:registry = "https://npm.contoso.com/"\n',
    ],
    read: (text) => {
      foreignSettings(text);
      telling(() => foreignPackages(lockedIn(text)));
    },
    slow: {
      ...json,
      'small packages': numbered((at) => `"node_modules/${at}":{}`, '{"packages":{', '}}'),
      'folders of packages': repeat('node_modules/', '{"packages":{"', '":{}}}'),
      'one scope': repeat('a-', '@', ':registry=https://a'),
      'spaces around a sign': repeat(' ', 'registry', '=https://a b'),
    },
  },
];
