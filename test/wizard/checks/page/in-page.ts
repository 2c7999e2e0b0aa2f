/** Functions that run in the page: as text, because a browser's names are not Node's. */

/** What reaches beyond the right edge. */
export const beyond = `(limit) => [...document.querySelectorAll('body *')]
  .filter((each) => each.closest('.hidden, .skip, [hidden], thead, svg') === null)
  .filter((each) => each.getBoundingClientRect().right > limit + 1)
  .map((each) => each.tagName + '.' + each.className)`;

/** How many parts of the picture cover another one. */
export const overlapping = `() => {
  const boxes = [...document.querySelectorAll('.node, .edge')].map((each) => each.getBoundingClientRect());
  const cover = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => cover(a, b))).length;
}`;

/** Where the focus is, and what its ring looks like; 'end' outside of the page. */
export const focused = `() => {
  const active = document.activeElement;
  if (!active || active === document.body) return 'end';
  const ring = active.matches('.pick input') ? active.nextElementSibling : active;
  return active.tagName + ' ' + getComputedStyle(ring).outlineStyle;
}`;

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3), with the ratio. */
export const faintTexts = `() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const colourOf = (text) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ({ r, g, b }) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = colourOf(getComputedStyle(each).backgroundColor);
      if (colour.a > 0.9) return colour;
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let at = walker.nextNode(); at; at = walker.nextNode()) {
    const element = at.parentElement;
    if (at.textContent.trim() === '' || element.closest('script, style, .hidden, .skip, [hidden], svg')) continue;
    const one = light(colourOf(getComputedStyle(element).color));
    const other = light(groundOf(element));
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...faint];
}`;
