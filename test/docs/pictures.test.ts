import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { recordingOf } from '../../build/terminal-recording.js';
import { chapters } from '../../wizard/rehearsal/story.js';

const recording = readFileSync('docs/rehearse.svg', 'utf8');

describe('the pictures of the README', () => {
  test('stand before everything else but what it is, and are there', () => {
    const readme = readFileSync('README.md', 'utf8');
    const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
    expect(pictures.map(([, file]) => file)).toEqual(['docs/page.png', 'docs/rehearse.svg']);
    expect(pictures[1]!.index).toBeLessThan(readme.indexOf('\n## '));
    const png = readFileSync('docs/page.png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeLessThan(200_000);
  });

  test('the recording tells the story as the program tells it today: npm run pictures makes it anew', () => {
    const text = recording.replace(/<[^>]+>/g, '\n').replaceAll(/\s+/g, ' ');
    for (const { title } of Object.values(chapters)) expect(text).toContain(title);
    expect(text).toContain('That was the whole life of a deployment');
    expect(text).not.toMatch(/\/work\/|\/home\/|\/tmp\//);
  });

  test('a recording runs no script, keeps each line and its colours, and shows the end to whoever wants no movement', () => {
    const lines = ['first <1> & "2"', '\u001b[32m✔\u001b[39m done'].map((text, at) => ({ text, at: at * 60 }));
    const svg = recordingOf(lines, 'A title');
    expect(svg).not.toMatch(/<script|href|onload/);
    expect(svg).toContain('>first &lt;1&gt; &amp; "2"</text>');
    expect(svg).toContain('<tspan style="fill:#7ee787">✔</tspan> done');
    expect(svg).toContain('prefers-reduced-motion');
    expect(svg.match(/translateY/g)?.length).toBe(lines.length + 3);
  });
});
