import { describe, expect, test } from '@jest/globals';
import { lineFor, moreInWords, mostLines, shortened, together } from '../../../wizard/status/grouped.js';
import type { StatusLine } from '../../../wizard/status/people.js';

const at = (number: number, more: Partial<StatusLine> = {}): StatusLine => ({
  upn: `person-${String(number).padStart(3, '0')}@contoso.com`,
  site: 'frankfurt',
  desktop: 'AVAILABLE',
  enrolled: 'yes',
  signedIn: '2026-11-20',
  ...more,
});
const many = (count: number, more: Partial<StatusLine> = {}, from = 0): StatusLine[] =>
  Array.from({ length: count }, (_, number) => at(from + number, more));
const said = (people: readonly StatusLine[]): string[] =>
  together(people).map(({ who, first: { desktop, waits } }) => [who, desktop, waits ?? ''].join(' '));

describe('who stands alike shares a line', () => {
  test('up to twenty people each have their own, in the order of the list', () => {
    const people = [at(2), at(1, { desktop: 'ERROR' }), ...many(mostLines - 2, {}, 10)];
    expect(together(people).map(({ who }) => who)).toEqual(people.map(({ upn }) => upn));
  });

  test('of 302 the few stand first and by name, the many are counted last', () => {
    const people = [
      ...many(298),
      at(900, { desktop: 'ERROR', waits: 'somebody: entra-workspaces doctor says more' }),
      ...many(3, { desktop: 'none', waits: 'on hold', until: '2026-12-24' }, 950),
    ];
    expect(said(people)).toEqual([
      'person-900@contoso.com ERROR somebody: entra-workspaces doctor says more',
      ...[950, 951, 952].map((number) => `person-${number}@contoso.com none on hold`),
      '298 people AVAILABLE ',
    ]);
  });

  test('a group that has no room by name is counted, and all lines together are at most twenty', () => {
    const people = [...many(200), ...many(12, { desktop: 'PENDING' }, 300), ...many(40, { desktop: 'none' }, 400)];
    expect(said(people)).toEqual([
      ...many(12, {}, 300).map(({ upn }) => `${upn} PENDING `),
      '40 people none ',
      '200 people AVAILABLE ',
    ]);
  });

  test('days do not part people: the line says the first and the last', () => {
    const people = many(30).map((each, number) => ({
      ...each,
      signedIn: number % 2 === 0 ? '2026-11-03' : '2026-11-21',
      waits: 'on hold',
      until: number === 0 ? '2026-12-01' : '2027-01-31',
    }));
    expect(together(people).map(lineFor)).toEqual([
      expect.objectContaining({
        upn: '30 people',
        signedIn: '2026-11-03 to 2026-11-21',
        until: '2026-12-01 to 2027-01-31',
      }),
    ]);
  });

  test('whoever is on hold until a day does not stand for those who are on hold without one', () => {
    const held = { desktop: 'none', waits: 'on hold' };
    const people = [...many(24, held), ...many(2, { ...held, until: '2026-12-24' }, 100)];
    expect(together(people).map(lineFor)).toEqual([
      ...many(2, { ...held, until: '2026-12-24' }, 100),
      { ...at(0, held), upn: '24 people' },
    ]);
  });

  test('whoever never signed in, or was not seen, is not among those who did; nor is another site', () => {
    const people = [...many(30), ...many(30, { signedIn: 'never' }), ...many(30, { site: 'paris' })];
    expect(said(people)).toHaveLength(3);
  });

  test('more kinds than lines: the commonest and the rarest are shown, the others are counted and none is lost', () => {
    const kinds = Array.from({ length: 40 }, (_, kind) =>
      many(kind + 1, { waits: `reason ${kind}` }, kind * 100),
    ).flat();
    const { lines, more } = shortened(together(kinds));
    expect(lines).toHaveLength(mostLines);
    expect([lines[0]?.who, lines.at(-1)?.who]).toEqual(['person-000@contoso.com', '40 people']);
    expect(lines.reduce((sum, { all }) => sum + all.length, 0) + more.length).toBe(kinds.length);
  });

  test.each<[Partial<StatusLine>]>([
    [{ desktop: 'ERROR', waits: 'on hold' }],
    [{ desktop: 'unknown' }],
    [{ desktop: 'A_STATE_OF_TOMORROW' }],
    [{ enrolled: 'unknown' }],
    [{ signedIn: 'unknown' }],
    [{ waits: 'somebody: entra-workspaces doctor says more' }],
  ])('people of whom somebody has to know are never left out, however many kinds there are: %j', (wrong) => {
    const kinds = Array.from({ length: 31 }, (_, kind) => many(kind + 1, { waits: `reason ${kind}` }, kind * 100));
    const people = [...kinds.flat(), ...many(30, wrong, 5000)];
    expect(shortened(together(people)).lines).toContainEqual(
      expect.objectContaining({ who: '30 people', first: at(5000, wrong) }),
    );
  });

  test('more kinds of them than lines: each has its line all the same, and so have the commonest', () => {
    const broken = Array.from({ length: 25 }, (_, kind) =>
      many(2, { desktop: 'ERROR', waits: `reason ${kind}` }, kind * 100),
    );
    const { lines, more } = shortened(
      together([...many(3, { desktop: 'none' }, 7000), ...broken.flat(), ...many(40, {}, 8000)]),
    );
    expect(lines.filter(({ first }) => first.desktop === 'ERROR')).toHaveLength(25);
    expect(lines.at(-1)?.who).toBe('40 people');
    expect(more).toEqual(many(3, { desktop: 'none' }, 7000));
  });

  test('who is left out is counted by the states of the desktops', () => {
    expect(moreInWords([...many(2, { desktop: 'none' }), ...many(12), at(20, { desktop: 'PENDING' })])).toBe(
      '… and 15 more, by desktop: 12 AVAILABLE, 2 none, 1 PENDING.',
    );
  });
});
