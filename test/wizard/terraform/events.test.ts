import { describe, expect, test } from '@jest/globals';
import { eventOf, textIn } from '../../../wizard/terraform/events.js';

describe('lines of terraform', () => {
  test.each(['null', '123', '"done"', '[]', 'done'])('%s is a text for people', (line) => {
    expect(eventOf(line)).toEqual({ type: 'text', message: line });
    expect(textIn(`{"@message":"x"}\n${line}`)).toBe(line);
  });

  test('a type of a newer terraform keeps its message', () => {
    const line = { '@message': 'Plan: 1 to add. Actions: 1 to invoke.', type: 'planned_action_invocation' };
    expect(eventOf(JSON.stringify(line))).toEqual({ type: line.type, message: line['@message'] });
  });
});
