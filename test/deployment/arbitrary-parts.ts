/** What random deployments are made of. */
import fc from 'fast-check';

/** https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html, those with Entra directories. */
export const commercial: Record<string, string[]> = {
  'us-east-1': ['use1-az2', 'use1-az4', 'use1-az6'],
  'us-east-2': ['use2-az1', 'use2-az2', 'use2-az3'],
  'us-west-2': ['usw2-az1', 'usw2-az2', 'usw2-az3'],
  'ap-south-1': ['aps1-az1', 'aps1-az2', 'aps1-az3'],
  'ap-northeast-1': ['apne1-az1', 'apne1-az4'],
  'ap-northeast-2': ['apne2-az1', 'apne2-az3'],
  'ap-southeast-1': ['apse1-az1', 'apse1-az2'],
  'ap-southeast-2': ['apse2-az1', 'apse2-az3'],
  'ap-southeast-5': ['apse5-az1', 'apse5-az2', 'apse5-az3'],
  'ca-central-1': ['cac1-az1', 'cac1-az2'],
  'eu-central-1': ['euc1-az2', 'euc1-az3'],
  'eu-west-1': ['euw1-az1', 'euw1-az2', 'euw1-az3'],
  'eu-west-2': ['euw2-az2', 'euw2-az3'],
  'eu-west-3': ['euw3-az1', 'euw3-az2', 'euw3-az3'],
  'sa-east-1': ['sae1-az1', 'sae1-az3'],
};
export const government: Record<string, string[]> = {
  'us-gov-west-1': ['usgw1-az1', 'usgw1-az2', 'usgw1-az3'],
  'us-gov-east-1': ['usge1-az1', 'usge1-az2', 'usge1-az3'],
};
export const zonesOf = (region: string): string[] => commercial[region] ?? government[region] ?? [];

export const characters = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((drawn) => drawn.join(''));
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const digits = '0123456789';
export const hex = '0123456789abcdef';
export const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  characters(lower, minLength, maxLength);
export const spoken = fc
  .array(characters('abcdefghijkäöüßéñ漢字ひらкирил', 1, 8), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));
export const emailAddress = word(1, 10).map((name) => `${name}@contoso.com`);
export const guid = fc.uuid();

/** Leaves a key out where nothing was drawn: `undefined` is no JSON. */
export function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
export const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

export const tags = fc
  .uniqueArray(fc.constantFrom('owner', 'cost-center', 'Projekt Nr.', '部門', 'env', '//'), { maxLength: 3 })
  .chain((keys) =>
    fc
      .tuple(...keys.map(() => characters('abcXYZ019 +-=._:/@äß漢', 0, 12)))
      .map((values) => Object.fromEntries(keys.map((key, index): [string, string] => [key, values[index] ?? '']))),
  );
