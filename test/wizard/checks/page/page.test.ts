import { describe, expect, test } from '@jest/globals';
import { html } from '../../../../wizard/checks/page/html.js';
import { pageOf } from '../../../../wizard/checks/page/page.js';
import { hostile, quiet, sample } from './sample.js';

describe('the template', () => {
  test('escapes text, keeps HTML, joins lists, leaves out what is undefined', () => {
    const bold = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${`"'`}">${bold}${[1, '&', bold]}${undefined}</p>`.toString()).toBe(
      '<p title="&quot;&#39;"><b>&lt;i&gt;</b>1&amp;<b>&lt;i&gt;</b></p>',
    );
  });
});

describe('the page', () => {
  const page = pageOf(sample(20));

  test('a hostile name is text, wherever it stands', () => {
    expect(page).not.toContain(hostile);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;document.title=&quot;taken over&quot;&lt;/script&gt;');
  });

  test('a name that is longer than its column breaks before its @, and stays one name to whoever reads or searches', () => {
    expect(page).toContain('<th scope="row">person.number1<wbr />@contoso.com</th>');
    expect(page).toContain('data-person="person.number1@contoso.com ');
  });

  test('names no address to load anything from, and a policy that forbids it', () => {
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page.match(/(?:src|href|action)="(?!#|data:,)[^"]*"/g)).toBeNull();
    expect(page).not.toMatch(/@import|url\(|https?:\/\//);
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  test('headings go down one level at a time, and every link leads somewhere in the page', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    levels.forEach((level, at) => expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1));
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test('roots and consequences are told apart, and so is what could not be seen', () => {
    expect(page).toMatch(/2 root causes to mend first: The SCIM token has expired/);
    expect(page).toMatch(/5 consequences/);
    expect(page).toMatch(/Missing: <code>Policy.Read.All<\/code>/);
  });

  test('no tick stands beside a sentence that says what is wrong, and one unseen check hides none that is good', () => {
    expect(page).toMatch(/Rule two about account finds nothing/);
    expect(page).not.toMatch(/Rule two about account(?! finds nothing)/);
    expect(page).toMatch(/<b>Desktops<\/b><span class="is">\d whole, 1 not seen<\/span>/);
  });

  test('nothing to complain about has its words, and so has nobody', () => {
    const empty = pageOf(quiet());
    expect(empty).toMatch(/Nothing wrong was found/);
    expect(empty).toMatch(/no rule found anything wrong/);
    expect(empty).toMatch(/The deployment lists nobody yet/);
    expect(empty).not.toMatch(/What could not be seen/);
  });

  test('desktops of a group are called so, and nobody is missed in a list', () => {
    const one = quiet();
    const [site] = one.sites;
    const fleet = pageOf({ ...one, sites: [{ ...site!, desktops: 3000, isFleet: true }] });
    expect(fleet).toMatch(/3,?000 desktops<\/b><span>of a group/);
    expect(fleet).toMatch(/Nobody is listed: who is in the group has a desktop/);
    const blind = pageOf({ ...one, sites: [{ ...site!, desktops: undefined, isFleet: true }] });
    expect(blind).toMatch(/<b>Desktops<\/b><span>of a group/);
  });

  test('what Intune brought is told of each desktop that was looked at: conflict, code, failing setting, check-in, status page', () => {
    const [, brought = ''] =
      /<details class="morning">(.*?)<\/details>/s.exec(page.slice(page.indexOf('person.number7@'))) ?? [];
    const text = brought.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toMatch(/Last check-in 12 minutes ago/);
    expect(text).toMatch(/Compliance not compliant: BitLocker is false \(Laptops\)/);
    expect(text).toMatch(/in conflict with Laptops-Baseline\S+ over AllowRealtimeMonitoring/);
    expect(text).toMatch(/Status page waited for Company Portal \(did not come\)/);
    expect(text).toMatch(/no connection to the host came about \(0x80072EFD\)/);
    expect(pageOf(sample(300))).toMatch(/looked at on \d+ desktops.*doctor --user NAME/s);
  });

  test('a page whose rules found nothing says that one person needs help', () => {
    const alone = { ...quiet(), people: sample(8).people.filter(({ upn }) => upn.startsWith('person.number7@')) };
    expect(pageOf(alone)).toMatch(/Nothing is broken for everybody, but one person needs help/);
    expect(pageOf({ ...alone, people: [] })).toMatch(/Nothing wrong was found/);
  });

  test('300 people stay a page that a mail takes', () => {
    expect(Buffer.byteLength(pageOf(sample(300)))).toBeLessThan(1_000_000);
  });
});
