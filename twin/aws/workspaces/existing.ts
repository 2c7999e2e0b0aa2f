import { existing } from '../errors.js';

/** What was found; where nothing was, what WorkSpaces says of each kind of thing. */
export const existingById = <T>(found: T | undefined, noun: string, id: string | undefined): T =>
  existing(found, 'ResourceNotFoundException', `The ${noun} ${id ?? ''} could not be found.`, { ResourceId: id });
