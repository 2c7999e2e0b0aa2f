import { describe, expect, test } from '@jest/globals';
import { desktopPrice } from '../../../domain/cost/desktop-price.js';
import { engineCost, sumOf } from '../../../domain/cost/engine-cost.js';
import { estimate, estimateInWords, inDollars } from '../../../domain/cost/estimate.js';
import { offerOf, power, workspacesOffer } from './offers.js';

describe('the price of a desktop', () => {
  test('is that of its size, its volumes and an own licence, by running mode', () => {
    expect(desktopPrice(workspacesOffer, power)).toEqual({
      alwaysOnMonth: 80,
      autoStopMonth: 20,
      autoStopHour: 0.7,
      breakEvenHours: 86,
    });
  });

  test.each([
    ['volumes that the list does not have', { ...power, userVolumeGib: 110 }],
    ['a size that the list does not have', { ...power, computeType: 'GRAPHICS_G4DN' }],
  ])('of %s is not that of the nearest', (_name, desktop) => {
    expect(desktopPrice(workspacesOffer, desktop)).toEqual({});
  });

  test('is found by the sizes of the API, however the list writes them', () => {
    const offer = offerOf([['PowerPro-8', 'AlwaysOn', 'Month', '124', 'Root:175 GB,User:100 GB']]);
    expect(desktopPrice(offer, { ...power, computeType: 'POWERPRO' })).toEqual({ alwaysOnMonth: 124 });
  });

  test.each([
    ['', { alwaysOnMonth: 80, autoStopHour: 0.7, autoStopMonth: 20, breakEvenHours: 86 }],
    ['NA', { alwaysOnMonth: 80, autoStopHour: 0.7, autoStopMonth: 20, breakEvenHours: 86 }],
    ['Root:80 GB,User:10 GB', { alwaysOnMonth: 80, autoStopMonth: 20 }],
  ])('takes an hour of use that is listed with volumes "%s" for these where it names none', (volumes, price) => {
    const of = 'Root:175 GB,User:100 GB';
    const offer = offerOf([
      ['Power-4', 'AlwaysOn', 'Month', '80', of],
      ['Power-4', 'AutoStop', 'Month', '20', of],
      ['Power-4', 'AutoStop', 'Hour', '0.7', volumes],
    ]);
    expect(desktopPrice(offer, power)).toEqual(price);
  });

  test('without volumes is no price of a month', () => {
    expect(desktopPrice(offerOf([['Power-4', 'AlwaysOn', 'Month', '80', '']]), power)).toEqual({});
  });

  test('that the list gives twice is not known', () => {
    const twice = offerOf([
      ['Power-4', 'AlwaysOn', 'Month', '80', 'Root:175 GB,User:100 GB'],
      ['Power-4', 'AlwaysOn', 'Month', '90', 'Root:175 GB,User:100 GB'],
    ]);
    expect(desktopPrice(twice, power)).toEqual({});
  });

  test('that the list has without a term is not 0', () => {
    const products = { sku: { attributes: workspacesOffer.products!['sku0']!.attributes! } };
    expect(desktopPrice({ products }, power)).toEqual({});
  });
});

describe('an estimate', () => {
  const price = desktopPrice(workspacesOffer, power);

  test('goes from nobody at work to what AlwaysOn costs, and names the floor of 50', () => {
    const two = estimate([
      { count: 1, runningMode: 'AUTO_STOP', price },
      { count: 1, runningMode: 'ALWAYS_ON', price },
    ]);
    expect(two).toEqual({ desktops: 2, least: 100, most: 160, floor: { desktops: 50, least: 2500 } });
    expect(estimateInWords(two)).toContain('The floor: AWS asks for 50 desktops with an own licence in a Region');
  });

  test('that is unknown says so once, and of what it leaves out nothing', () => {
    const words = estimateInWords({ desktops: 2, floor: { desktops: 50 } });
    expect(words).toBe(
      '2 desktops: unknown, the price list could not be read, or does not have them. The floor: AWS asks for 50 desktops with an own licence in a Region.',
    );
  });

  test('of 50 has no floor', () => {
    expect(estimate([{ count: 50, runningMode: 'ALWAYS_ON', price }])).toEqual({
      desktops: 50,
      least: 4000,
      most: 4000,
    });
  });

  test('with one price that is not known is unknown, not the sum of the others', () => {
    const some = estimate([
      { count: 60, runningMode: 'ALWAYS_ON', price },
      { count: 1, runningMode: 'ALWAYS_ON' },
    ]);
    expect(some).toEqual({ desktops: 61 });
    expect(estimateInWords(some)).toContain('unknown');
    expect(inDollars(undefined)).toBe('unknown');
  });
});

describe('the engine', () => {
  const load = { people: 3000, passMinutes: 5, everyMinutes: 60 };
  const list = (group: string, dollars: string) => ({
    products: { sku: { attributes: { group } } },
    terms: {
      OnDemand: { sku: { term: { priceDimensions: { one: { unit: 'Unit', pricePerUnit: { USD: dollars } } } } } },
    },
  });
  const offers = {
    states: list('SFN-StateTransitions', '0.000025'),
    lambda: {
      products: {
        a: { attributes: { group: 'AWS-Lambda-Requests' } },
        b: { attributes: { group: 'AWS-Lambda-Duration' } },
      },
      terms: {
        OnDemand: {
          a: { term: { priceDimensions: { one: { unit: 'Requests', pricePerUnit: { USD: '0.0000002' } } } } },
          b: { term: { priceDimensions: { one: { unit: 'GB-Second', pricePerUnit: { USD: '0.0000166667' } } } } },
        },
      },
    },
    // Provisioned capacity is in the same group, and is paid by the hour.
    dynamodb: {
      products: {
        a: { attributes: { group: 'DDB-ReadUnits' } },
        b: { attributes: { group: 'DDB-ReadUnits' } },
      },
      terms: {
        OnDemand: {
          a: { term: { priceDimensions: { one: { unit: 'ReadRequestUnits', pricePerUnit: { USD: '0.000000305' } } } } },
          b: {
            term: { priceDimensions: { one: { unit: 'ReadCapacityUnit-Hrs', pricePerUnit: { USD: '0.00015' } } } },
          },
        },
      },
    },
  };

  test('of 3,000 people costs some dollars a month: passes, their seconds, and the rows that they read', () => {
    const parts = engineCost(offers, load);
    expect(parts.map(({ what, units }) => [what, units])).toEqual([
      ['state transitions', 25_920],
      ['function calls', 8640],
      ['GB-seconds of functions', 47_520],
      ['read units of the table', 2_194_560],
    ]);
    expect(sumOf(parts)).toBeCloseTo(2.11, 1);
  });

  test('with a list that could not be read is unknown', () => {
    expect(sumOf(engineCost({ states: offers.states }, load))).toBeUndefined();
  });
});
