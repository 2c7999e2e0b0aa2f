import { createHash } from 'node:crypto';
import { desktopAddressOf, desktopIdOf, desktopKeyOf } from '../../domain/desktop-address.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a user's blocks are called (`domain/desktop-address.ts`). */
export const desktopKey = (upn: string): string => desktopKeyOf(upn, sha256);
/** The logical id of somebody's desktop. */
export const desktopId = (site: string, upn: string): string => desktopIdOf(site, upn, sha256);
/** Where the state has somebody's desktop. */
export const desktopAddress = (site: string, upn: string): string => desktopAddressOf(site, upn, sha256);
