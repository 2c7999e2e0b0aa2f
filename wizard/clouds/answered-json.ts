import { CloudError } from './cloud-error.js';

/**
 * The JSON of an answer.
 * @param who That answered, as a person knows it
 * @param asked For: a path
 * @throws CloudError where it is none: a proxy's page, an answer that broke off
 */
export function answeredJson(text: string, who: string, asked: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CloudError('error', `${who} answered no JSON where ${asked} was asked for`);
  }
}
