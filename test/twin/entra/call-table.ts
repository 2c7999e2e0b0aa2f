/** Each row of the table in docs/facts/azuread-calls.md 2, and the tests that make its calls. */
export const rowTests: Readonly<Record<string, readonly string[]>> = {
  'data application_template': ['a template is found by its name and by its id'],
  application_from_template: ['a template becomes an application that is read, changed and deleted'],
  application: [
    'an application begins with its owner and a passing name, and is found by id and in the list',
    'a template becomes an application that is read, changed and deleted',
    'that an application answers by POST is set and shown in beta alone',
  ],
  'data application, service_principal': ['both are found by name and application id, and read by id'],
  'identifier_uri, redirect_uris': ['identifiers and reply URLs are set on the application'],
  service_principal: [
    'one is looked for, made, changed, read with its owners, and deleted',
    'the metadata URL of a SAML app is selected in beta',
  ],
  token_signing_certificate: [
    'a certificate is added, listed as a key that signs and one that verifies, and taken away',
  ],
  application_password: ['a password is shown when it is added, listed without its value, and gone once removed'],
  app_role_assignment: ['a role is assigned on the resource, read by its id and deleted'],
  group: [
    'one is looked for by name, made and changed twice in beta, read with owners, members and parents, and deleted',
    'beta lists owners, members and parents of a group with the type of each, which v1.0 reads by id',
  ],
  synchronization_secret: ['secrets are put and listed without being told; those put empty are gone'],
  synchronization_job: ['a job is made from a template with a schedule, started, paused and deleted'],
  provision_on_demand: ['a job takes one user on demand; one that is not there takes none'],
};

interface TableRow {
  readonly name: string;
  readonly methods: readonly string[];
  /** Path segments and query options, as they stand in a URL. */
  readonly parts: readonly string[];
}

/** The rows of the table as the page has it: the resource, and the methods and URL parts that its calls name. */
export function callTable(page: string): TableRow[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => {
      const [, name = '', calls = ''] = line.split(/ ?\| ?/);
      const segments = calls.match(/(?<=\/)\$?[a-z]\w*|\b[a-z]\w*(?=[/?])|\bbeta\b/g) ?? [];
      const options = calls.match(/\$(?:select|filter)=\w+/g) ?? [];
      return {
        name,
        methods: [...new Set(calls.match(/\b(?:GET|POST|PATCH|PUT|DELETE)\b/g))],
        parts: [...new Set([...segments.map((each) => `/${each}`), ...options])],
      };
    });
}

/** What a row names and none of these calls (`METHOD /version/path?query`) has. */
export function notSent({ methods, parts }: TableRow, calls: readonly string[]): string[] {
  return [
    ...methods.filter((method) => !calls.some((call) => call.startsWith(`${method} `))),
    ...parts.filter((part) => !calls.some((call) => call.includes(part))),
  ];
}
