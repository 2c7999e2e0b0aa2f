import { expect, test } from '@jest/globals';
import { withActions, withOldName } from '../../../domain/fleet/kept-rows.js';

const actions = [{ kind: 'hold' }];

test('a row that an earlier version wrote has its actions under their old name', () => {
  expect(withActions({ id: '1', deeds: actions } as never)).toMatchObject({ id: '1', actions });
});

test('a row of this version has both names, for one of before that reads it, and is read as it was', () => {
  expect(withOldName({ id: '1', actions })).toEqual({ id: '1', actions, deeds: actions });
  expect(withActions(withOldName({ id: '1', actions }))).toEqual({ id: '1', actions });
  expect(withActions({ id: '1', actions })).toEqual({ id: '1', actions });
});
