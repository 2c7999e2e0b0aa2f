import { randomUUID } from 'node:crypto';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import type { Twin } from '../twin.js';
import { AwsConsole } from './aws-console.js';
import { EntraConsole } from './entra-console.js';
import { MyAccess } from './my-access.js';
import { QuotasConsole } from './quotas-console.js';
import { answerFile, answerScreen, button, html, isOfThisMachine, sent, type Frame, type Screen } from './page.js';

/** A twin that people work in: every host of it on one port, and the consoles as pages. */
export interface Sandbox {
  /** Another one each time: a shell that points to an earlier one can be told. */
  readonly id: string;
  /** `http://127.0.0.1:PORT/_host`: every address of the real clouds goes there, with its host as the first part of the path. */
  readonly cloudsAt: string;
  /** The first page. */
  readonly page: string;
  close(): Promise<void>;
}

/** Host of the sandbox itself, beside those of the clouds: no name of the real world. */
const ownHost = 'sandbox.invalid';

const awsConsoles = /^(?:[a-z0-9-]+\.)?console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com)$/;
const entraConsole = 'entra.microsoft.com';
const myAccessPage = 'myaccess.microsoft.com';

/** Milliseconds between two looks at what is due. */
const tick = 500;

/**
 * Opens a twin to people on this machine. Its time goes on although nobody calls a cloud.
 *
 * - `HOST/status`: `{"id": …, "now": …}`, for a program that wants to know whether this is still the sandbox that it was told of,
 *   and what time it is in there.
 * - `POST HOST/work-in` with `{"folder": …}`: where terraform runs from now on. Providers read relative file names from the
 *   folder of terraform, and the stand-ins are no children of it.
 * - the consoles answer under the hosts that they have in reality.
 */
export async function openSandbox(twin: Twin): Promise<Sandbox> {
  const { network, rules } = twin.world;
  const id = randomUUID();
  const listener = await network.listen();
  const at = listener.url.replace('http://', '');
  const cloudsAt = `${listener.url}/_host`;
  const page = `${cloudsAt}/${ownHost}/`;
  const aws = new AwsConsole(twin.console, () => twin.aws.identityCenter.instances, rules);
  const entra = new EntraConsole(twin.entra, network);
  const guarded =
    (answer: (request: CloudRequest) => Promise<CloudResponse>) =>
    async (request: CloudRequest): Promise<CloudResponse> => {
      if (isOfThisMachine(request, at)) return answer(request);
      return {
        status: 403,
        headers: { 'content-type': 'text/plain' },
        body: 'The sandbox listens to its own pages alone.',
      };
    };
  const frame = (name: string, colour: string): Frame => ({ name, colour, home: page });
  const quotas = new QuotasConsole(twin.aws.quotas);
  const [home = 'eu-central-1'] = Object.keys(twin.seeded.images);
  const quotasFrame = frame('AWS console: Service Quotas', '#232f3e');
  const awsFrame = frame('AWS console: IAM Identity Center', '#232f3e');
  const myAccess = new MyAccess(twin.entra);
  const entraFrame = frame('Microsoft Entra admin center', '#0b5394');

  network.register(
    awsConsoles,
    guarded(async (request) => {
      if (/^\/servicequotas(\/|$)/.test(request.path)) {
        const region = /^([a-z0-9-]+)\.console\./.exec(request.host)?.[1] ?? home;
        return answerScreen(quotasFrame, quotas.answer(region, await sent(request)));
      }
      if (!/^\/(singlesignon(\/|$)|$)/.test(request.path)) return answerScreen(awsFrame, notPlayed);
      const answer = aws.answer({ screen: request.query.get('screen') ?? '', form: await sent(request) });
      return 'file' in answer ? answerFile(answer.file, answer.content) : answerScreen(awsFrame, answer);
    }),
  );
  network.register(
    entraConsole,
    guarded(async (request) => {
      const answer = await entra.answer(request.query, await sent(request));
      return 'file' in answer ? answerFile(answer.file, answer.content) : answerScreen(entraFrame, answer);
    }),
  );
  network.register(
    myAccessPage,
    guarded(async (request) =>
      answerScreen(frame('My Access', '#0f6c5c'), myAccess.answer(request.query, await sent(request))),
    ),
  );
  const links = {
    aws: `${cloudsAt}/console.aws.amazon.com/`,
    quotas: `${cloudsAt}/${home}.console.aws.amazon.com/servicequotas/home`,
    entra: `${cloudsAt}/${entraConsole}/`,
    users: `${cloudsAt}/${entraConsole}/?screen=users`,
    myAccess: `${cloudsAt}/${myAccessPage}/`,
  };
  network.register(
    ownHost,
    guarded(async (request) => {
      if (request.path === '/status') return json(200, { id, now: twin.world.clock.now().toISOString() });
      if (request.path === '/work-in' && request.method === 'POST') {
        const { folder } = JSON.parse(request.body.toString('utf8')) as { folder?: unknown };
        if (typeof folder !== 'string') return json(400, { error: `folder must be a text, got: ${typeof folder}` });
        twin.terraform.workIn(folder);
        return json(200, { folder });
      }
      const form = await sent(request);
      return answerScreen(frame('Sandbox', '#5b2a86'), await overview(twin, links, form));
    }),
  );
  // What is due happens when somebody calls a cloud; people wait for a fleet's engine, and call nothing.
  const ticking = setInterval(() => void twin.world.clock.settle().catch(() => undefined), tick);
  return {
    id,
    cloudsAt,
    page,
    close: async () => {
      clearInterval(ticking);
      await listener.close();
    },
  };
}

/** A page of a console that nobody needs for a handshake. */
const notPlayed: Screen = {
  title: 'Not played',
  body: html`<p>The sandbox has no page for this service: its API answers, and every command works on it.</p>`,
};

/** Hours that a button moves the time forward. */
const leaps: readonly (readonly [label: string, hours: number])[] = [
  ['an hour', 1],
  ['a day', 24],
  ['30 days', 720],
];

async function overview(
  twin: Twin,
  links: Readonly<Record<'aws' | 'quotas' | 'entra' | 'users' | 'myAccess', string>>,
  form: ReadonlyMap<string, string>,
): Promise<Screen> {
  let notice: Screen['notice'];
  const person = form.get('person');
  const hours = Number(form.get('hours'));
  if (form.get('action') === 'sign-in' && person !== undefined) {
    const { works, broken } = await twin.signIn(person);
    notice = works
      ? { kind: 'good', text: `${person} signed in and works on the desktop.` }
      : { kind: 'bad', text: `${person} cannot work: ${broken ?? 'for a reason nobody knows'}.` };
  } else if (form.get('action') === 'advance' && hours > 0 && hours <= 720) {
    await twin.advance(hours * 60);
    notice = { kind: 'good', text: 'The clock of the sandbox was moved forward.' };
  }
  const people = [...twin.entra.state.users.values()].map(
    ({ userPrincipalName }) =>
      html`<tr>
        <td>${userPrincipalName}</td>
        <td>${button('sign-in', 'Sign in and open the desktop', { person: userPrincipalName })}</td>
      </tr>`,
  );
  return {
    title: 'Sandbox',
    body: html`<p>Both clouds on this machine. Nothing here reaches a real one.</p>
      <section>
        <h2>Consoles</h2>
        <p>
          <a class="button" href="${links.aws}">AWS: IAM Identity Center</a>
          <a class="button" href="${links.quotas}">AWS: Service Quotas</a>
          <a class="button" href="${links.entra}">Entra: applications, consent</a>
          <a class="button" href="${links.users}">Entra: users</a>
          ${
            // Of use once a deployment has self-service.
            twin.entra.state.entitlement.packages.size > 0
              ? html`<a class="button" href="${links.myAccess}">My Access: ask and approve</a>`
              : undefined
          }
        </p>
      </section>
      <section>
        <h2>People</h2>
        <table>
          <tr>
            <th>User of the tenant</th>
            <th></th>
          </tr>
          ${people}
        </table>
      </section>
      <section>
        <h2>Time</h2>
        <p>
          It is ${twin.world.clock.now().toISOString().slice(0, 16).replace('T', ' ')} UTC in there, and
          ${twin.world.clock.speed} times faster than here.
        </p>
        ${leaps.map(([label, each]) => button('advance', `Move it forward by ${label}`, { hours: String(each) }))}
      </section>`,
    ...(notice ? { notice } : {}),
  };
}
