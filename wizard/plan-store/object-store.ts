/** Something kept by name, with a note. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Plain letters; empty where there was none. */
  readonly note: string;
}

/** The part of a bucket or a container that is needed here. Every call throws `CloudError`. */
export interface ObjectStore {
  put(key: string, object: StoredObject): Promise<void>;
  /** Nothing when it is not there. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Keys that begin like this. */
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
