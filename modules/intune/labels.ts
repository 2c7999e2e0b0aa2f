import { defaults } from '../../domain/defaults.js';

/** What everything carries that is made in Intune here. */
export interface Labelled {
  /** @default ['0'] - the default scope tag */
  readonly roleScopeTagIds?: readonly string[];
}

/** Scope tags as Graph takes them. */
export const scopeTagsOf = ({ roleScopeTagIds = defaults.roleScopeTagIds }: Labelled): string[] => [...roleScopeTagIds];

/** What most things say of themselves. */
export const ofDesktops = 'Desktops of Amazon WorkSpaces. Made by entra-workspaces.';
