import { expect, test } from '@jest/globals';
import { withActions } from '../../../domain/fleet/kept-rows.js';

const actions = [{ kind: 'hold' }];

test('a row that an earlier version wrote has its actions under their old name', () => {
  expect(withActions({ id: '1', deeds: actions } as never)).toMatchObject({ id: '1', actions });
});

test('a row of this version is as it is', () => {
  expect(withActions({ id: '1', actions })).toEqual({ id: '1', actions });
});
