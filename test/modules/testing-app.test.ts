import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { testingApp } from './testing-app.js';

test('an app of a test lies where apps of tests lie, and leaves no temporary folder behind', () => {
  expect(relative('.', testingApp().outdir)).toBe('.cache/synth');
});

test('nobody asks cdktf for an app that leaves one', () => {
  const rooms = ['test', 'stacks', 'modules', 'wizard', 'build', 'bench'];
  const files = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  );
  const sources = files.filter((name) => name.endsWith('.ts'));
  const leaving = /\bTesting\s*\.\s*(app\(\s*\)|fullSynth)/;
  expect(sources.length).toBeGreaterThan(1000);
  expect(sources.filter((name) => leaving.test(readFileSync(name, 'utf8')))).toEqual([]);
});
