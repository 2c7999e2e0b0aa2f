/**
 * Availability Zones of a Region. Zone names differ from account to account, ids do not: here `a` is the second id,
 * so that whoever takes a name for an id meets a wrong zone.
 */
const numbers: Readonly<Record<string, readonly number[]>> = {
  'us-east-1': [1, 2, 3, 4, 5, 6],
  'us-west-2': [1, 2, 3, 4],
  'ap-northeast-1': [1, 2, 4],
  'ap-northeast-2': [1, 2, 3, 4],
  'ca-central-1': [1, 2, 4],
};

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export function zonesOf(region: string): readonly Zone[] {
  const ids = (numbers[region] ?? [1, 2, 3]).map((each) => `${prefixOf(region)}-az${each}`);
  return [...ids.slice(1), ...ids.slice(0, 1)].map((id, index) => ({ id, name: `${region}${'abcdef'.charAt(index)}` }));
}

/** `eu-central-1` -> `euc1`, `ap-southeast-2` -> `apse2`, `us-gov-west-1` -> `usgw1`. */
function prefixOf(region: string): string {
  const parts = region.split('-');
  const [area = '', ...rest] = parts.slice(0, -1);
  const directions = rest.map((word) =>
    word === 'gov'
      ? 'g'
      : word
          .replace(/^(north|south)(east|west)$/, (_, a: string, b: string) => a.charAt(0) + b.charAt(0))
          .replace(/^(north|south|east|west|central)$/, (whole) => whole.charAt(0)),
  );
  return `${area}${directions.join('')}${parts.at(-1) ?? ''}`;
}
