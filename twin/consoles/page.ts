import type { CloudRequest, CloudResponse } from '../network.js';

/** HTML that is safe to put into a page as it is. */
export class Markup {
  constructor(readonly html: string) {}
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** A piece of a page; every value that is no markup itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map((part, at) => part + rendered(values[at])).join(''));
}

function rendered(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object') return value.map((each) => each.html).join('\n');
  return String(value).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** What a console shows after a click: a page, or the way to one. */
export interface Screen {
  readonly title: string;
  readonly body: Markup;
  /** A sentence above the page: what was done, or why it was not. */
  readonly notice?: { readonly kind: 'good' | 'bad'; readonly text: string };
}

/** A whole console: its name above every screen, and the look of it. */
export interface Frame {
  readonly name: string;
  /** Of the bar: the consoles must not be taken for one another. */
  readonly colour: string;
  /** Address of the sandbox's own page. */
  readonly home: string;
}

const style = `
:root { color-scheme: light dark; --line: #8885; --soft: #8881; }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { padding: .75rem 1.25rem; color: #fff; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; }
header a { color: #fff; }
header strong { font-size: 1.05rem; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { font-size: 1.5rem; margin: .75rem 0; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: .35rem 1rem; margin: 0 0 1rem; }
dt { opacity: .75; } dd { margin: 0; }
code { font: .9rem/1.4 ui-monospace, monospace; background: var(--soft); padding: .1rem .25rem; user-select: all; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
label { display: block; margin: .5rem 0; }
input[type=text] { font: inherit; padding: .35rem .5rem; width: 100%; max-width: 20rem; display: block; }
input[type=file] { font: inherit; max-width: 100%; display: block; margin-top: .25rem; }
button, .button { font: inherit; padding: .4rem 1rem; border-radius: .4rem; border: 1px solid #0b57d0; background: #0b57d0; color: #fff; text-decoration: none; display: inline-block; cursor: pointer; }
a.button { margin: 0 .25rem .5rem 0; }
.plain { background: transparent; color: inherit; border-color: var(--line); }
:focus-visible { outline: 3px solid #e8710a; outline-offset: 2px; }
form { margin: .5rem 0; }
td form { margin: 0; }
.notice { border-left: .35rem solid #188038; padding: .5rem .75rem; background: var(--soft); margin: 1rem 0; }
.notice.bad { border-color: #d93025; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } td, th { padding-right: .4rem; } }
`;

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** A screen as the answer to a browser. */
export function answerScreen(frame: Frame, { title, body, notice }: Screen): CloudResponse {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - ${frame.name} (sandbox)</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        <header style="background:${frame.colour}">
          <strong>${frame.name}</strong><span>a sandbox on this machine, not the real console</span
          ><a href="${frame.home}">Sandbox</a>
        </header>
        <main>
          ${notice && html`<p class="notice ${notice.kind}" role="${notice.kind === 'bad' ? 'alert' : 'status'}">${notice.text}</p>`}
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    // With "no-referrer" a browser would say that a form of this very page comes from nowhere.
    'referrer-policy': 'same-origin',
  };
  return { status: notice?.kind === 'bad' ? 422 : 200, headers, body: page.html };
}

/** A file for the browser to save. */
export function answerFile(name: string, content: string): CloudResponse {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  };
  return { status: 200, headers, body: content };
}

/** A pair of terms and what they are. */
export function facts(pairs: readonly (readonly [string, string | Markup])[]): Markup {
  return html`<dl>
    ${pairs.map(
      ([term, what]) =>
        html`<dt>${term}</dt>
          <dd>${what}</dd>`,
    )}
  </dl>`;
}

/** A button that does something at once. */
export function button(action: string, label: string, hidden: Readonly<Record<string, string>> = {}): Markup {
  const inputs = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post">
    <input type="hidden" name="action" value="${action}" />${inputs}<button>${label}</button>
  </form>`;
}

/** What a form sent, with the content of its files. Empty for anything that is no form. */
export async function sent(request: CloudRequest): Promise<ReadonlyMap<string, string>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) return new Map();
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData();
  const values = new Map<string, string>();
  for (const [name, value] of form) values.set(name, typeof value === 'string' ? value : await value.text());
  return values;
}

/**
 * A page of another site can send forms to any address of this machine: what carries its origin is not listened to. A name
 * of its own that leads here (DNS rebinding) shows in the host.
 * @param at host and port that the sandbox listens on: `127.0.0.1:8080`
 */
export function isOfThisMachine(request: CloudRequest, at: string): boolean {
  const { origin, host } = request.headers;
  const own = [at, at.replace('127.0.0.1', 'localhost')];
  return own.includes(host ?? '') && (origin === undefined || own.includes(origin.replace(/^http:\/\//, '')));
}
