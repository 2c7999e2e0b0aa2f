import type { Quotas } from '../aws/services/quotas.js';
import { html, type Screen } from './page.js';

/** Service Quotas in the console, as far as desktops need it: what a Region allows, and asking for more. */
export class QuotasConsole {
  constructor(private readonly quotas: Quotas) {}

  /** @param form what was sent: a quota and the value that is wanted */
  answer(region: string, form: ReadonlyMap<string, string>): Screen {
    const code = form.get('quota');
    let notice: Screen['notice'];
    if (code !== undefined) {
      try {
        const { QuotaName, DesiredValue } = this.quotas.request(region, code, Number(form.get('value')));
        const text = `Asked for ${DesiredValue} ${QuotaName} in ${region}: pending. In half an hour of the sandbox's time it is granted.`;
        notice = { kind: 'good', text };
      } catch (error) {
        notice = { kind: 'bad', text: error instanceof Error ? error.message : String(error) };
      }
    }
    return { ...this.list(region), ...(notice ? { notice } : {}) };
  }

  private list(region: string): Screen {
    const quotas = this.quotas.of(region).map(
      ({ QuotaName, QuotaCode, Value, Adjustable }) =>
        html`<tr>
          <td>${QuotaName}</td>
          <td>${Value}</td>
          <td>
            ${
              Adjustable
                ? html`<form method="post">
                    <input type="hidden" name="quota" value="${QuotaCode}" />
                    <label
                      >Increase quota value to <input type="text" name="value" inputmode="numeric" required
                    /></label>
                    <button>Request increase at account level</button>
                  </form>`
                : 'not adjustable'
            }
          </td>
        </tr>`,
    );
    const asked = this.quotas.asked(region).map(
      ({ QuotaName, DesiredValue, Status, Created }) =>
        html`<tr>
          <td>${QuotaName}</td>
          <td>${DesiredValue}</td>
          <td>${Status === 'PENDING' ? 'Pending' : 'Approved'}</td>
          <td>${Created.toISOString().slice(0, 16).replace('T', ' ')}</td>
        </tr>`,
    );
    return {
      title: `Amazon WorkSpaces in ${region}`,
      body: html`<section>
          <table>
            <tr>
              <th>Quota</th>
              <th>Applied value</th>
              <th></th>
            </tr>
            ${quotas}
          </table>
        </section>
        ${
          asked.length === 0
            ? undefined
            : html`<section>
                <h2>Quota request history</h2>
                <table>
                  <tr>
                    <th>Quota</th>
                    <th>Asked for</th>
                    <th>Status</th>
                    <th>Requested</th>
                  </tr>
                  ${asked}
                </table>
              </section>`
        }`,
    };
  }
}
