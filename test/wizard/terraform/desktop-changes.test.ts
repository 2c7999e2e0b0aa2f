import { expect, test } from '@jest/globals';
import { desktopChanges } from '../../../wizard/terraform/desktop-changes.js';

const block = (values: object) => ({ workspace_properties: [values] });
const changed = (before: object, after: object): string[] =>
  desktopChanges(['workspace_properties'], block(before), block(after));

test('properties of a desktop are said in the words of the questions, with both values', () => {
  expect(
    changed(
      { running_mode: 'ALWAYS_ON', running_mode_auto_stop_timeout_in_minutes: 0, compute_type_name: 'POWER' },
      { running_mode: 'AUTO_STOP', running_mode_auto_stop_timeout_in_minutes: 60, compute_type_name: 'POWERPRO' },
    ),
  ).toEqual(['running mode AlwaysOn to AutoStop', 'AutoStop after 60 min', 'size Power to PowerPro']);
  expect(
    changed(
      { root_volume_size_gib: 80, user_volume_size_gib: 50 },
      { root_volume_size_gib: 175, user_volume_size_gib: 100 },
    ),
  ).toEqual(['system volume 80 GiB to 175 GiB', 'user volume 50 GiB to 100 GiB']);
});

test('what has no word keeps its name, and a block of which nothing is known is named as it is', () => {
  expect(desktopChanges(['bundle_id', 'tags', 'ip_address'], null, null)).toEqual(['bundle', 'tags', 'ip_address']);
  expect(desktopChanges(['workspace_properties'], null, null)).toEqual(['workspace_properties']);
  expect(changed({ compute_type_name: 'POWER' }, { compute_type_name: 'NEW_IN_2027' })).toEqual([
    'size Power to NEW_IN_2027',
  ]);
});
