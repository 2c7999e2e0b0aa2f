import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';

describe('interrupts', () => {
  test('without a listener the program ends', () => {
    const process = new EventEmitter();
    const interrupts = new Interrupts();
    const ended: string[] = [];
    interrupts.attach(process as NodeJS.Process, (signal) => ended.push(signal));
    process.emit('SIGINT', 'SIGINT');
    expect(ended).toEqual(['SIGINT']);
  });

  test('the last listener is asked alone, and the one before it after that one stopped listening', () => {
    const interrupts = new Interrupts();
    const heard: string[] = [];
    interrupts.listen(() => heard.push('outer'));
    const stop = interrupts.listen(() => heard.push('inner'));
    expect(interrupts.deliver('SIGINT')).toBe(true);
    stop();
    interrupts.deliver('SIGTERM');
    expect(heard).toEqual(['inner', 'outer']);
    expect(interrupts.stopped).toBe('SIGINT');
  });

  test('after detaching the process is left alone', () => {
    const process = new EventEmitter();
    const detach = new Interrupts().attach(process as NodeJS.Process, () => undefined);
    detach();
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
