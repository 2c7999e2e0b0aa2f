import type { AccessPackage, AccessRequest } from '../entra/entitlement-objects.js';
import type { Entitlement } from '../entra/entitlement.js';
import type { User } from '../entra/objects.js';
import type { Tenant } from '../entra/tenant.js';
import { button, facts, html, type Markup, type Screen } from './page.js';

/**
 * My Access, as far as a desktop needs it: a person asks for an access package, an approver decides. Who sits in front of
 * it is chosen on its first page. Sources: https://learn.microsoft.com/entra/id-governance/entitlement-management-request-access,
 * https://learn.microsoft.com/entra/id-governance/entitlement-management-request-approve.
 */
export class MyAccess {
  constructor(private readonly tenant: Pick<Tenant, 'state' | 'myAccess'>) {}

  /** @param query `as`: object id of who is signed in */
  answer(query: URLSearchParams, form: ReadonlyMap<string, string>): Screen {
    const id = query.get('as');
    if (id === null) return this.people();
    const person = this.tenant.state.users.get(id);
    if (!person) return { ...this.people(), notice: { kind: 'bad', text: 'There is no such user.' } };
    let notice: Screen['notice'];
    try {
      const text = this.act(person, form);
      if (text !== undefined) notice = { kind: 'good', text };
    } catch (error) {
      notice = { kind: 'bad', text: error instanceof Error ? error.message : String(error) };
    }
    return { ...this.of(person), ...(notice ? { notice } : {}) };
  }

  private get entitlement(): Entitlement {
    return this.tenant.myAccess;
  }

  private act(person: User, form: ReadonlyMap<string, string>): string | undefined {
    switch (form.get('action')) {
      case undefined:
        return undefined;
      case 'request':
        return this.ask(person, form);
      case 'approve':
      case 'deny':
        return this.decide(person, form.get('request') ?? '', form.get('action') === 'approve');
      default:
        throw new Error('The sandbox does not know this button.');
    }
  }

  private ask(person: User, form: ReadonlyMap<string, string>): string {
    const packageId = form.get('package') ?? '';
    const { questions } = this.entitlement.wantedFor(packageId);
    const { state } = this.entitlement.ask(packageId, person.id, {
      justification: form.get('justification')?.trim() ?? '',
      answers: questions.map((_, at) => form.get(`answer-${at}`)?.trim() ?? ''),
    });
    return state === 'delivered'
      ? 'The request was delivered: nobody had to approve it.'
      : 'The request was sent, and waits for approval.';
  }

  private decide(person: User, requestId: string, approve: boolean): string {
    this.entitlement.decide(requestId, person.id, approve);
    const { targetId = '' } = this.tenant.state.entitlement.requests.get(requestId) ?? {};
    return `The request of ${this.nameOf(targetId)} was ${approve ? 'approved' : 'denied'}.`;
  }

  private people(): Screen {
    const { users, entitlement } = this.tenant.state;
    const people = [...users.values()].filter(({ accountEnabled }) => accountEnabled);
    const toDecide = people.map(({ id }) => this.entitlement.waitingFor(id));
    const decidable = new Set(toDecide.flat());
    const stuck = [...entitlement.requests.values()].some(
      (each) => each.state === 'pendingApproval' && !decidable.has(each),
    );
    const rows = people.map(
      ({ id, userPrincipalName }, at) =>
        html`<tr>
          <td><a href="?as=${id}">${userPrincipalName}</a></td>
          <td>${toDecide[at]?.length || ''}</td>
        </tr>`,
    );
    return {
      title: 'Who is at the screen?',
      body: html`${
          entitlement.packages.size === 0
            ? html`<p>There is no access package yet: applying a deployment with self-service makes one.</p>`
            : undefined
        }${
          stuck
            ? html`<p>
                A request waits that nobody here can decide: the sandbox knows no managers. Beside the manager a policy
                can name a user or a group.
              </p>`
            : undefined
        }
        <section>
          <table>
            <tr>
              <th>User of the tenant</th>
              <th>Requests to decide</th>
            </tr>
            ${rows}
          </table>
        </section>`,
    };
  }

  private of(person: User): Screen {
    const offered = this.entitlement.offeredTo(person.id);
    const waiting = this.entitlement.waitingFor(person.id);
    return {
      title: person.userPrincipalName,
      body: html`<section>
          <h2>Access packages</h2>
          ${offered.length === 0 ? html`<p>There is none that you may ask for.</p>` : undefined}
          ${offered.map((each) => this.package(each, person))}
        </section>
        <section>
          <h2>Approvals</h2>
          ${
            waiting.length === 0
              ? html`<p>Nothing waits for you.</p>`
              : html`${waiting.map((each) => this.waiting(each))}`
          }
        </section>
        <p><a class="button plain" href="?">Somebody else</a></p>`,
    };
  }

  private package({ id, displayName, description }: AccessPackage, person: User): Markup {
    const { entitlement } = this.tenant.state;
    const last = [...entitlement.requests.values()].findLast(
      ({ packageId, targetId }) => packageId === id && targetId === person.id,
    );
    const held = entitlement.delivered(id).filter(({ targetId }) => targetId === person.id);
    const until = held.at(-1)?.endsAt?.slice(0, 10);
    const waits = last?.state === 'pendingApproval';
    const status = waits
      ? 'Your request waits for approval.'
      : held.length > 0
        ? `You have it${until === undefined ? '' : ` until ${until}`}.`
        : last?.state === 'denied'
          ? 'Your request was denied.'
          : undefined;
    return html`<h3>${displayName}</h3>
      <p>${description}</p>
      ${status && html`<p><strong>${status}</strong></p>`} ${waits || held.length > 0 ? undefined : this.request(id)}`;
  }

  private request(packageId: string): Markup {
    const { justification, questions } = this.entitlement.wantedFor(packageId);
    return html`<form method="post">
      <input type="hidden" name="action" value="request" />
      <input type="hidden" name="package" value="${packageId}" />
      ${questions.map(({ text, isRequired }, at) => field(`answer-${at}`, text, isRequired))}
      ${field('justification', 'Business justification', justification)}
      <button>Request access</button>
    </form>`;
  }

  private waiting({ id, packageId, targetId, justification, answers }: AccessRequest): Markup {
    const { questions } = this.entitlement.wantedFor(packageId);
    return html`${facts([
      ['Who asks', this.nameOf(targetId)],
      ['Access package', this.tenant.state.entitlement.packages.get(packageId)?.displayName ?? packageId],
      ...questions.map(({ text }, at) => [text, answers[at] || 'none'] as const),
      ['Business justification', justification || 'none'],
    ])}
    ${button('approve', 'Approve', { request: id })} ${button('deny', 'Deny', { request: id })}`;
  }

  private nameOf(userId: string): string {
    return this.tenant.state.users.get(userId)?.userPrincipalName ?? userId;
  }
}

function field(name: string, label: string, isRequired: boolean): Markup {
  return html`<label
    >${label} <input type="text" name="${name}" autocomplete="off" ${isRequired ? html`required` : undefined}
  /></label>`;
}
