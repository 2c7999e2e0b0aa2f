import { github, site, users, profile, type Case } from './case.js';
import { anotherSite } from '../sample.js';

export const usersCases: readonly Case[] = [
  {
    rule: 'usersDifferWithinASite',
    refuses: 'one user twice, even when the case differs',
    change: (d) => site(d).desktops.users.list.push({ upn: 'Ada@Contoso.com' }),
    path: 'sites[0].desktops.users.list[2].upn',
    says: /given once in a site .* already in list\[0\]/,
    accepts: (d) => d.sites.push(anotherSite()),
  },
  {
    rule: 'bundlesExist',
    refuses: 'a site whose desktops are made from a bundle that is not there',
    change: (d) => (site(d).desktops.bundle = 'standart'),
    path: 'sites[0].desktops.bundle',
    says: /must be the name of a bundle of this site: standard/,
    nearest: 'standard',
    accepts: () => undefined,
  },
  {
    rule: 'bundlesExist',
    refuses: 'a user with a bundle that is not there',
    change: (d) => (site(d).desktops.users.list[1].bundle = 'graphics'),
    path: 'sites[0].desktops.users.list[1].bundle',
    says: /must be the name of a bundle/,
    nearest: 'standard',
    accepts: (d) => (site(d).desktops.users.list[1].bundle = 'standard'),
  },
  {
    rule: 'autoStopBelongsToStoppingDesktops',
    refuses: 'minutes until AutoStop for a desktop that never stops',
    change: (d) =>
      (site(d).desktops.users.list[0] = { upn: 'ada@contoso.com', runningMode: 'ALWAYS_ON', autoStopMinutes: 60 }),
    path: 'sites[0].desktops.users.list[0].autoStopMinutes',
    says: /ALWAYS_ON/,
    accepts: (d) =>
      (site(d).desktops.users.list[0] = { upn: 'ada@contoso.com', runningMode: 'AUTO_STOP', autoStopMinutes: 60 }),
  },
  {
    rule: 'holdUntilBelongsToHeldUsers',
    refuses: 'a day until which to hold an active user',
    change: (d) => (site(d).desktops.users.list[0].holdUntil = '2027-01-31'),
    path: 'sites[0].desktops.users.list[0].holdUntil',
    says: /left out for an active user/,
    accepts: (d) => Object.assign(site(d).desktops.users.list[0], { holdUntil: '2027-01-31', state: 'held' }),
  },
  {
    rule: 'desktopsAreNotTooMany',
    refuses: '1,001 desktops',
    change: (d) => {
      site(d).network.create = { cidr: '172.20.0.0/16', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], capacity: 2000 };
      site(d).desktops.users = users(1001);
    },
    path: 'sites',
    says: /at most 1000 desktops .* 2 calls a second/,
    accepts: (d) => {
      site(d).network.create = { cidr: '172.20.0.0/16', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], capacity: 2000 };
      site(d).desktops.users = users(1000);
    },
  },
  {
    rule: 'deviceNamesAreEnough',
    // 50 devices make 1,225 pairs: 0.012 expected clashes with 5 digits, 0.0012 with 6.
    refuses: 'too few random digits for the number of desktops',
    change: (d) => {
      d.intune = profile({ deviceNameTemplate: 'WS-%RAND:5%' });
      site(d).desktops.users = users(50);
    },
    path: 'intune.profile.create.deviceNameTemplate',
    says: /at least 6 random digits for 50 desktops/,
    nearest: 'WS-%RAND:6%',
    accepts: (d) => {
      d.intune = profile({ deviceNameTemplate: 'WS-%RAND:6%' });
      site(d).desktops.users = users(50);
    },
  },
  {
    rule: 'deviceNamesAreEnough',
    refuses: 'a computer name that Windows cuts off',
    change: (d) => (d.intune = profile({ deviceNameTemplate: 'CONTOSO-WS-%RAND:6%' })),
    path: 'intune.profile.create.deviceNameTemplate',
    says: /at most 15 characters/,
    nearest: 'CONTOSO%RAND:6%',
    accepts: (d) => (d.intune = profile({ deviceNameTemplate: 'CONT-%RAND:6%' })),
  },
  ...(
    [
      ['main.ts', /CODEOWNERS, and main\.ts has one/],
      ['.github/workflows/desktops.yml', /CODEOWNERS, and \.github\/workflows\/desktops\.yml has one/],
      ['.github', /and \.github\/CODEOWNERS has one/],
      ['.gitlab-ci.yml', /and \.gitlab-ci\.yml has one/],
      ['**', /and \.github\/CODEOWNERS has one/],
      ['lib/names.ts', /and every file but lists \(\.csv, \.tsv, \.txt\) has one/],
      ['list[a-z].csv', /and what this fits as a pattern has one/],
    ] as const
  ).map(([file, says]): Case => ({
    rule: 'usersFilesAreNoCode',
    refuses: `a list of people named ${file}, which would leave code to nobody`,
    change: (d) => {
      d.pipeline = github();
      site(d).desktops.users = { file };
    },
    path: 'sites[0].desktops.users.file',
    says,
    nearest: 'users.csv',
    accepts: (d) => (d.pipeline = github()),
  })),
  {
    rule: 'encryptionEncryptsSomething',
    refuses: 'encryption of nothing',
    change: (d) => (site(d).desktops.encryption = { root: false, user: false }),
    path: 'sites[0].desktops.encryption',
    says: /must encrypt/,
    nearest: 'null',
    accepts: (d) => (site(d).desktops.encryption = { root: true, user: false }),
  },
];
