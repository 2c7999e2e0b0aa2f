/** How a repository of Azure Repos is typed, and where it lies. */
import { nameOf, type Place } from '../../../repository/pipelines/tokens/azure-devops.js';
import type { RepositoryRef } from '../../../repository/pipelines/tokens/token-host.js';

/** What Azure DevOps forbids in names. https://learn.microsoft.com/en-us/azure/devops/organizations/settings/naming-restrictions */
const part = /^[^\s"'`$\\/:*?<>;#{},+=[\]|-][^"'`$\\/:*?<>;#{},+=[\]|\p{Cc}\p{Cf}]{0,63}$/u;

/** The place that a name stands for; the repository of a project has its name, where none is said. */
export function placeOf(name: string): Place | undefined {
  const [organization = '', project = '', repository = project, ...more] = name.split('/');
  if (more.length > 0 || !/^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/.test(organization)) return undefined;
  return part.test(project) && part.test(repository) ? { organization, project, repository } : undefined;
}

/** What a person typed: the three names, or the address of the repository. */
export function named(text: string): Pick<RepositoryRef, 'name'> | undefined {
  const place = placeOf(text) ?? placeOfRemote(text);
  return place && { name: nameOf(place) };
}

export function ofRemote(address: string): Pick<RepositoryRef, 'name'> | undefined {
  const place = placeOfRemote(address);
  return place && { name: nameOf(place) };
}

/**
 * Sources: https://learn.microsoft.com/en-us/azure/devops/repos/git/clone, .../use-ssh-keys-to-authenticate. Addresses from
 * before 2018 go on: Azure/azure-dev#2784,
 * https://learn.microsoft.com/en-us/azure/devops/release-notes/2018/sep-10-azure-devops-launch.
 */
function placeOfRemote(address: string): Place | undefined {
  const patterns = [
    /^https:\/\/(?:[^/@]+@)?dev\.azure\.com\/(?<organization>[^/]+)\/(?<project>[^/]+)\/_git\/(?<repository>[^/]+?)\/?$/,
    // Of the repository that has the name of its project.
    /^https:\/\/(?:[^/@]+@)?dev\.azure\.com\/(?<organization>[^/]+)\/_git\/(?<project>[^/]+?)\/?$/,
    /^https:\/\/(?:[^/@]+@)?(?<organization>[^/.]+)\.visualstudio\.com\/(?:DefaultCollection\/)?(?<project>[^/]+)\/_git\/(?<repository>[^/]+?)\/?$/i,
    /^https:\/\/(?:[^/@]+@)?(?<organization>[^/.]+)\.visualstudio\.com\/(?:DefaultCollection\/)?_git\/(?<project>[^/]+?)\/?$/i,
    /^(?:ssh:\/\/)?[^/@]+@vs-ssh\.visualstudio\.com(?::22)?[:/]v3\/(?<organization>[^/]+)\/(?<project>[^/]+)\/(?<repository>[^/]+?)\/?$/,
    /^(?:ssh:\/\/)?git@ssh\.dev\.azure\.com[:/]v3\/(?<organization>[^/]+)\/(?<project>[^/]+)\/(?<repository>[^/]+?)\/?$/,
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(address.trim())?.groups;
    if (found === undefined) continue;
    try {
      const names = [found['organization'], found['project'], found['repository'] ?? found['project']];
      return placeOf(names.map((each) => decodeURIComponent(each ?? '')).join('/'));
    } catch {
      return undefined;
    }
  }
  return undefined;
}
