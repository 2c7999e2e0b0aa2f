/** The texts of one element in an answer of S3 or of Azure's storage, such as the keys of a list. */
export function textsOf(xml: string, element: string): string[] {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => entities[name] ?? ''),
  );
}
