import type { Tenant } from '../entra/tenant.js';
import { html, type Screen } from './page.js';

/** Users of the Entra admin centre: who is there, and many at once out of a list, as a company has them already. */
export class EntraUsers {
  constructor(private readonly tenant: Pick<Tenant, 'state' | 'addUser'>) {}

  answer(form: ReadonlyMap<string, string>): Screen {
    const list = form.get('people');
    let notice: Screen['notice'];
    if (list !== undefined) {
      try {
        const made = this.create(list);
        notice = { kind: 'good', text: made === 1 ? '1 user was created.' : `${made} users were created.` };
      } catch (error) {
        notice = { kind: 'bad', text: error instanceof Error ? error.message : String(error) };
      }
    }
    const users = [...this.tenant.state.users.values()];
    const rows = users.map(
      ({ id, userPrincipalName, displayName, accountEnabled }) =>
        html`<tr>
          <td>${userPrincipalName}</td>
          <td>${displayName ?? ''}</td>
          <td>${accountEnabled ? 'enabled' : 'disabled'}</td>
          <td><code>${id}</code></td>
        </tr>`,
    );
    return {
      title: `Users: ${users.length}`,
      body: html`<section>
          <h2>Bulk create</h2>
          <p>
            A list as Entra exports it (Users, Download users): a column userPrincipalName, with accountEnabled where it
            has one. Whoever is there already stays as they are. The sandbox gives everybody all licences.
          </p>
          <form method="post" enctype="multipart/form-data">
            <label>Users (.csv) <input type="file" name="people" accept=".csv" required /></label>
            <button>Create</button>
          </form>
        </section>
        <section>
          <table>
            <tr>
              <th>User principal name</th>
              <th>Display name</th>
              <th>Account</th>
              <th>Object ID</th>
            </tr>
            ${rows}
          </table>
        </section>
        <p><a class="button plain" href="?">Enterprise applications</a></p>`,
      ...(notice ? { notice } : {}),
    };
  }

  private create(list: string): number {
    const [head = [], ...rows] = list
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map(cellsOf);
    const column = (name: string): number => head.findIndex((each) => each.toLowerCase() === name.toLowerCase());
    const upn = column('userPrincipalName');
    if (upn === -1) throw new Error('The file has no column userPrincipalName.');
    const enabled = column('accountEnabled');
    const display = column('displayName');
    const there = new Set([...this.tenant.state.users.values()].map((user) => user.userPrincipalName.toLowerCase()));
    let made = 0;
    for (const row of rows) {
      const name = row[upn] ?? '';
      if (!/^[^@\s]+@[^@\s]+$/.test(name)) throw new Error(`The user principal name must be NAME@DOMAIN, got: ${name}`);
      if (there.has(name.toLowerCase())) continue;
      there.add(name.toLowerCase());
      this.tenant.addUser(name, {
        accountEnabled: !/^false$/i.test(row[enabled] ?? ''),
        ...(row[display] ? { displayName: row[display] } : {}),
      });
      made += 1;
    }
    return made;
  }
}

/** Cells of a line, with commas between them and quotes around those that hold one. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare = '']) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  );
}
