import { describe, expect, test } from '@jest/globals';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import { spent, Waiting } from '../../../wizard/terraform/waiting.js';

/** A run of terraform on a stream, with a clock that a test sets. */
function watched(stream: { isTTY: boolean; columns?: number }, env: NodeJS.ProcessEnv = {}) {
  let written = '';
  let now = 0;
  const stderr = { ...stream, write: (text: string) => (written += text) };
  const terminal = createTerminal({ stdin: {}, stdout: stderr, stderr }, env, () => {
    throw new Error('nobody is asked');
  });
  const waiting = new Waiting(terminal, () => now);
  waiting.expect({ desktops: new Set(['d1', 'd2', 'd3']), others: 4, minutes: 300 });
  return {
    terminal,
    waiting,
    at: (seconds: number) => {
      now = seconds * 1000;
      waiting.tick();
    },
    made: (address: string, action = 'create') =>
      waiting.take({ type: 'apply_complete', message: '', address, action }),
    text: () => written,
  };
}

describe('on a terminal', () => {
  test('one line is drawn again, stays below what is said, and goes in the end', () => {
    const run = watched({ isTTY: true, columns: 80 });
    const end = run.waiting.begin('apply');
    run.made('d1');
    run.made('aws_vpc.network');
    run.at(65);
    run.terminal.say('Made network.');
    end();
    expect(run.text()).toBe(
      '\r\u001b[2K1 of 3 desktops, 1 of 4 other steps, 1 min 5 s of up to 5 hours' +
        '\r\u001b[2KMade network.\n1 of 3 desktops, 1 of 4 other steps, 1 min 5 s of up to 5 hours' +
        '\r\u001b[2K',
    );
  });

  test('in a narrow window it is one line of the window, and with NO_COLOR it has no colour', () => {
    const run = watched({ isTTY: true, columns: 24 }, { NO_COLOR: '1' });
    const end = run.waiting.begin('apply');
    run.at(5);
    end();
    const lines = run.text().split('\r\u001b[2K').filter(Boolean);
    expect(lines).toEqual(['0 of 3 desktops, 5 s']);
  });

  test.each([
    [80, '2 of 3 desktops, 0 of 4 other steps, 3 min 10 s of up to 5 hours'],
    [42, '2 of 3, 3 min of up to 5 hours'],
    [28, '2 of 3 desktops, 3 min 10 s'],
    [50, '2 of 3 desktops, 3 min 10 s of up to 5 hours'],
    [22, '2 of 3, 3 min 10 s'],
  ])('at %i columns it says how long rather than be cut', (columns, line) => {
    const run = watched({ isTTY: true, columns });
    const end = run.waiting.begin('apply');
    run.made('d1');
    run.made('d2');
    run.at(190);
    end();
    expect(run.text().split('\r\u001b[2K')).toContain(line);
  });

  test('once there is a pace it says what is left by it', () => {
    const run = watched({ isTTY: true, columns: 80 });
    run.waiting.expect({
      desktops: new Set(Array.from({ length: 100 }, (_, at) => `d${at}`)),
      others: 0,
      minutes: 300,
    });
    const end = run.waiting.begin('apply');
    run.at(600);
    for (let at = 0; at < 41; at += 1) {
      run.at(600 + at * 60);
      run.made(`d${at}`);
    }
    run.at(3001);
    end();
    expect(run.text()).toContain('1 of 100 desktops, 0 of 0 other steps, 11 min of up to 5 hours');
    // 41 of them in 40 minutes: 59 more.
    expect(run.text()).toContain('41 of 100 desktops, 0 of 0 other steps, 50 min 1 s, about an hour to go');
  });
});

describe('where no line can be drawn again', () => {
  test.each([
    ['in a pipe', { isTTY: false }, {}],
    ['in CI', { isTTY: true }, { CI: '1' }],
    ['on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('%s a line comes each 15 seconds, without control characters', (_where, stream, env) => {
    const run = watched(stream, env);
    const end = run.waiting.begin('plan');
    for (let seconds = 1; seconds <= 61; seconds += 1) run.at(seconds);
    end();
    expect(run.text().trim().split('\n')).toEqual(
      ['15 s', '30 s', '45 s', '1 min'].map((time) => `Looking at what is there: 0 things, ${time}`),
    );
  });
});

test('the total of an apply says desktops and the rest', () => {
  const run = watched({ isTTY: false });
  run.waiting.begin('apply')();
  run.made('d1');
  run.made('d2');
  run.made('aws_vpc.network');
  run.at(7500);
  expect(run.waiting.total).toBe('2 desktops and 1 other step in 2 h 5 min.');
});

test('what is looked up on the way is no step, and what is replaced is one, as the plan counted them', () => {
  const run = watched({ isTTY: false });
  run.waiting.begin('apply')();
  run.made('data.aws_caller_identity.current', 'read');
  run.made('aws_vpc.network', 'delete');
  run.made('aws_vpc.network');
  run.made('d1', 'delete');
  run.made('d1');
  run.at(60);
  expect(run.waiting.total).toBe('1 desktop and 1 other step in 1 min.');
});

test('what is short is not told at all', () => {
  const run = watched({ isTTY: true });
  const end = run.waiting.begin('init');
  run.at(1);
  end();
  expect(run.text()).toBe('');
});

test('seconds in words', () => {
  expect([3, 60, 250, 3600, 7500].map(spent)).toEqual(['3 s', '1 min', '4 min 10 s', '1 h', '2 h 5 min']);
});
