/** What a program printed, and when, as a picture that moves: an SVG without scripts, which shows on a page as an image. */

export interface PrintedLine {
  /** With its colours, as escapes. */
  readonly text: string;
  /** Seconds since the start. */
  readonly at: number;
}

const rows = 26;
const columns = 82;
const lineHeight = 19;
const letter = 8.43;
const margin = 14;
/** A wait is shown, and shortened: in seconds. */
const longestWait = 1.2;
const shortestWait = 0.12;
/** The end stays on the screen, in seconds. */
const hold = 12;

const colours: Readonly<Record<string, string>> = {
  1: 'fill:#fff;font-weight:bold',
  2: 'fill:#8b949e',
  31: 'fill:#ff7b72',
  32: 'fill:#7ee787',
  33: 'fill:#e3b341',
  36: 'fill:#79c0ff',
};

/** @param title What it shows, for whoever does not see it */
export function recordingOf(lines: readonly PrintedLine[], title: string): string {
  const width = Math.ceil(columns * letter + 2 * margin);
  const height = rows * lineHeight + 2 * margin;
  const times = shortened(lines);
  const whole = (times.at(-1) ?? 0) + hold;
  // The line that was printed last stands at the bottom.
  const moved = (shown: number): string => `transform:translateY(${(rows - shown) * lineHeight}px)`;
  const frames = times.map((at, index) => `${((at / whole) * 100).toFixed(3)}%{${moved(index + 1)}}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<style>',
    'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}',
    `#lines{${moved(lines.length)};animation:printed ${whole.toFixed(1)}s step-end infinite}`,
    `@keyframes printed{0%{${moved(0)}}${frames.join('')}100%{${moved(lines.length)}}}`,
    // Who wants no movement sees the end.
    '@media (prefers-reduced-motion:reduce){#lines{animation:none}}',
    '</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<svg x="${margin}" y="${margin}" width="${width - 2 * margin}" height="${rows * lineHeight}"><g id="lines">`,
    ...lines.map(({ text }, at) => `<text y="${at * lineHeight + 14}">${spansOf(text)}</text>`),
    '</g></svg>',
    '</svg>',
    '',
  ].join('\n');
}

function shortened(lines: readonly PrintedLine[]): number[] {
  let now = 0;
  return lines.map(({ at }, index) => {
    const wait = at - (lines[index - 1]?.at ?? 0);
    now += Math.min(longestWait, Math.max(shortestWait, wait));
    return now;
  });
}

function spansOf(text: string): string {
  let style = '';
  return text
    .split(/\u001b\[([\d;]*)m/) // eslint-disable-line no-control-regex -- the escapes are what is read
    .map((part, at) => {
      if (at % 2 === 1) style = colours[part] ?? '';
      else if (part !== '') return style === '' ? escaped(part) : `<tspan style="${style}">${escaped(part)}</tspan>`;
      return '';
    })
    .join('');
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'));
