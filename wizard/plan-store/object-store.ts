import { textsOf } from '../clouds/xml-texts.js';

/** The part of a bucket or a container that is needed here. Every call throws `CloudError`. */
export interface ObjectStore {
  /** Puts what is not there yet. False: something lies under this key, and is left as it is. */
  putNew(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Nothing when it is not there. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** All keys that begin like this, however many. */
  list(prefix: string): Promise<readonly string[]>;
  remove(key: string): Promise<void>;
}

/**
 * Lists page by page.
 * @param page asks for the page that a mark names, the first one without; gives the XML
 * @param element that holds a key
 * @param next element that holds the mark of the next page
 */
export async function listAll(
  page: (mark: string | undefined) => Promise<string>,
  element: string,
  next: string,
): Promise<string[]> {
  const keys: string[] = [];
  let mark: string | undefined;
  do {
    const xml = await page(mark);
    keys.push(...textsOf(xml, element));
    const following = textsOf(xml, next)[0] || undefined;
    // A mark that leads to itself would never end.
    mark = following === mark ? undefined : following;
  } while (mark !== undefined);
  return keys;
}
