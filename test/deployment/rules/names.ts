import { site, profile, type Case } from './case.js';
import { anotherSite, greenfield } from '../sample.js';

export const namesCases: readonly Case[] = [
  {
    rule: 'certificateNamesDiffer',
    refuses: 'two certificates of one name',
    change: (d) => (d.entra.enterpriseApp.create.certificates = ['2', '2']),
    path: 'entra.enterpriseApp.create.certificates[1]',
    says: /another name/,
    accepts: () => undefined,
  },
  {
    rule: 'desktopUsersNameSurvivesScim',
    refuses: 'a group name that provisioning refuses',
    change: (d) => (d.entra.desktopUsers = { create: { displayName: 'Contoso: desktops' } }),
    path: 'entra.desktopUsers.create.displayName',
    says: /provisioning to Identity Center refuses/,
    nearest: 'Contoso desktops',
    accepts: (d) => (d.entra.desktopUsers = { create: { displayName: 'デスクトップ (Contoso)' } }),
  },
  {
    rule: 'profileNameIsValid',
    refuses: 'a hyphen in the name of the profile',
    change: (d) => (d.intune = profile({ displayName: 'Contoso-desktops' })),
    path: 'intune.profile.create.displayName',
    says: /must hold none of ! # % \^ \* \( \) - \+ ; ' < >/,
    nearest: 'Contoso desktops',
    accepts: (d) => (d.intune = profile({ displayName: 'Contoso desktops' })),
  },
  {
    rule: 'derivedNamesFit',
    refuses: 'nothing that the schema lets through: the longest names fit',
    change: (d) => (d.name = '1'),
    path: 'name',
    says: /must be 3 to 32/,
    accepts: (d) => {
      d.name = 'a'.repeat(32);
      site(d).key = 'b'.repeat(20);
      site(d).bundles = { ['c'.repeat(32)]: { existing: { id: 'wsb-1a2b3c4d5' } } };
      site(d).desktops.bundle = 'c'.repeat(32);
      d.intune = profile({ displayName: 'd'.repeat(120) });
    },
  },
  {
    rule: 'siteKeysDiffer',
    refuses: 'two sites under one key',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].key = 'berlin'),
    path: 'sites[1].key',
    says: /another key than that of sites\[0\]/,
    accepts: () => undefined,
  },
  {
    rule: 'siteKeysDiffer',
    refuses: 'two sites whose groups would have one name',
    from: () => ({ ...greenfield(), sites: [{ ...site(greenfield()), key: 'new-york' }, anotherSite()] }),
    change: (d) => (d.sites[1].key = 'new--york'),
    path: 'sites[1].key',
    says: /in more than hyphens: both would be called "new york"/,
    accepts: () => undefined,
  },
  {
    rule: 'directoryNamesDiffer',
    refuses: 'two directories of one name, even when the case differs',
    from: () => ({ ...greenfield(), sites: [site(greenfield()), anotherSite()] }),
    change: (d) => (d.sites[1].directoryName = 'Contoso-BERLIN'),
    path: 'sites[1].directoryName',
    says: /another name than that of sites\[0\]/,
    accepts: () => undefined,
  },
  {
    rule: 'directoryNameIsValid',
    refuses: 'a directory name with a character that AWS does not take',
    change: (d) => (site(d).directoryName = 'contoso/berlin'),
    path: 'sites[0].directoryName',
    says: /2 to 65 characters/,
    nearest: 'contoso-berlin',
    accepts: (d) => (site(d).directoryName = 'Contoso Berlin_1.a'),
  },
  {
    rule: 'directoryNameIsValid',
    refuses: 'a space at the end, which would make another group tag',
    change: (d) => (site(d).directoryName = 'contoso berlin '),
    path: 'sites[0].directoryName',
    says: /compared exactly as Autopilot group tag/,
    nearest: 'contoso berlin',
    accepts: (d) => (site(d).directoryName = 'contoso berlin'),
  },
];
