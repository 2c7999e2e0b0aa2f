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

/** Keys in an answer to a list: the texts of one XML element. */
export function textsOf(xml: string, element: string): string[] {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => entities[name] ?? ''),
  );
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
