/**
 * The arrows of the house in executable form: domain <- deployment <- stacks, domain <- modules <- stacks <- wizard,
 * domain <- function, and wizard -> twin for `rehearse` alone.
 */
const inRoom = (...rooms) => `^(${rooms.join('|')})/`;
const cdktf = '(^|/)node_modules/(cdktf|constructs|@cdktf)/';
const sdk = '(^|/)node_modules/(@aws-sdk|@azure)/';

/** The wizard from the bottom to the top. */
const wizardFloors = [
  ...['terminal/', 'clouds/', 'resources/', 'command\\.ts$', 'shared-options\\.ts$', 'terraform/', 'plan-store/'],
  ...['permissions/', 'repository/', 'handshake/', 'adoption/', 'discovery/', 'questions/', 'cost/'],
  ...[
    'checks/',
    'bootstrap/',
    'fleet/',
    'letter/',
    'status/',
    'rehearsal/',
    'completion/',
    'update-notice\\.ts$',
    'commands/',
    'cli\\.ts$',
  ],
];

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'A circle hides who decides.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-knows-no-one',
      severity: 'error',
      comment: 'What the field says is pure: no room, no cdktf, no SDK, no input or output.',
      from: { path: inRoom('domain') },
      to: { pathNot: '^domain/|(^|/)node_modules/ip-address/' },
    },
    {
      name: 'deployment-knows-domain-alone',
      severity: 'error',
      comment: 'domain <- deployment.',
      from: { path: inRoom('deployment') },
      to: { path: inRoom('function', 'modules', 'stacks', 'wizard', 'twin') },
    },
    {
      name: 'function-knows-domain-alone',
      severity: 'error',
      comment: 'domain <- function. Nobody imports the function: it is packed and runs in Lambda.',
      from: { path: inRoom('function') },
      to: { path: inRoom('deployment', 'modules', 'stacks', 'wizard', 'twin') },
    },
    {
      name: 'no-one-imports-the-function',
      severity: 'error',
      comment: 'The function is packed into a zip; constructs name the zip.',
      from: { pathNot: inRoom('function', 'test') },
      to: { path: inRoom('function') },
    },
    {
      name: 'modules-know-domain-alone',
      severity: 'error',
      comment: 'domain <- modules: constructs take props, no deployment file.',
      from: { path: inRoom('modules') },
      to: { path: inRoom('deployment', 'stacks', 'wizard', 'twin') },
    },
    {
      name: 'stacks-compose',
      severity: 'error',
      comment: 'deployment, modules <- stacks.',
      from: { path: inRoom('stacks') },
      to: { path: inRoom('wizard', 'twin') },
    },
    {
      name: 'twin-reaches-no-room',
      severity: 'error',
      comment: 'The twin shares no code with what it judges.',
      from: { path: inRoom('twin') },
      to: { path: '^(domain|deployment|function|modules|stacks|wizard|test|build|bench)/', reachable: true },
    },
    {
      name: 'wizard-meets-twin-in-rehearsal',
      severity: 'error',
      comment: 'wizard -> twin is for `rehearse` alone.',
      from: { path: inRoom('wizard'), pathNot: '^wizard/rehearsal/' },
      to: { path: inRoom('twin') },
    },
    {
      name: 'wizard-reaches-stacks-by-synth',
      severity: 'error',
      comment: 'One file of the wizard loads the stack, so that no other command pays for cdktf.',
      from: { path: inRoom('wizard'), pathNot: '^wizard/terraform/synth\\.ts$' },
      to: { path: inRoom('stacks') },
    },
    {
      name: 'wizard-builds-nothing',
      severity: 'error',
      comment: 'Constructs are for stacks/; what both need is in domain/.',
      from: { path: inRoom('wizard') },
      to: { path: inRoom('modules') },
    },
    ...wizardFloors.map((floor, at) => ({
      name: `wizard-${floor.replace(/\W.*$/, '')}-knows-what-lies-below`,
      severity: 'error',
      comment: 'Inside the wizard each floor imports only from those below it.',
      from: { path: `^wizard/${floor}` },
      to: { path: '^wizard/', pathNot: `^wizard/(${wizardFloors.slice(0, at + 1).join('|')})` },
    })),
    {
      name: 'bootstrap-and-checks-apart',
      severity: 'error',
      comment:
        'What makes an identity and what looks at it share facts in the rooms below, so that neither carries the other.',
      from: { path: '^wizard/bootstrap/' },
      to: { path: '^wizard/checks/' },
    },
    {
      name: 'no-one-imports-programs',
      severity: 'error',
      comment: 'build/, bench/, test/ and main.ts import; nothing imports them.',
      from: { pathNot: inRoom('build', 'bench', 'test') },
      to: { path: '^((build|bench|test)/|main\\.ts$)' },
    },
    {
      name: 'modules-meet-in-control-plane',
      severity: 'error',
      comment: 'Among modules: everything may use control-plane, and the Graph resource of intune; nothing else.',
      from: { path: '^modules/([^/]+)/' },
      to: { path: '^modules/', pathNot: '^modules/($1|control-plane|intune)/' },
    },
    {
      name: 'function-knows-no-cdktf',
      severity: 'error',
      comment: 'The function carries the AWS SDK and no construct.',
      from: { path: inRoom('function') },
      to: { path: cdktf, reachable: true },
    },
    {
      name: 'constructs-know-no-sdk',
      severity: 'error',
      comment: 'No AWS SDK in the synth bundle.',
      from: { path: inRoom('domain', 'deployment', 'modules', 'stacks') },
      to: { path: sdk, reachable: true },
    },
    {
      name: 'cdktf-in-stacks-and-modules',
      severity: 'error',
      comment: 'The use of CDKTF is confined, so that the way out stays short.',
      from: { pathNot: inRoom('modules', 'stacks', 'build', 'bench', 'test') },
      to: { path: cdktf },
    },
    {
      name: 'one-importer-of-inquirer',
      severity: 'error',
      comment: 'Prompts are an interface; one file knows inquirer.',
      from: { pathNot: '^wizard/terminal/inquirer\\.ts$' },
      to: { path: '(^|/)node_modules/(inquirer|@inquirer)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache|cdktf\\.out)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.mjs', '.cjs'],
    },
  },
};
