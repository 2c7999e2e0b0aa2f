/** The arrows of the house in executable form: wizard -> stacks -> modules, and wizard -> twin for `rehearse` alone. */
const inRoom = (...rooms) => `^(${rooms.join('|')})/`;
const cdktf = '(^|/)node_modules/(cdktf|constructs|@cdktf)/';
const sdk = '(^|/)node_modules/(@aws-sdk|@azure)/';

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
      name: 'modules-know-no-one',
      severity: 'error',
      comment: 'Modules take props: no stack, wizard, twin or deployment file.',
      from: { path: inRoom('modules') },
      to: { path: inRoom('stacks', 'wizard', 'twin', 'test', 'build', 'bench') },
    },
    {
      name: 'stacks-know-modules-alone',
      severity: 'error',
      comment: 'stacks -> modules, nothing else.',
      from: { path: inRoom('stacks') },
      to: { path: inRoom('wizard', 'twin', 'test', 'build', 'bench') },
    },
    {
      name: 'twin-reaches-no-room',
      severity: 'error',
      comment: 'The twin shares no code with what it judges.',
      from: { path: inRoom('twin') },
      to: { path: '^(modules|stacks|wizard|test|build|bench)/', reachable: true },
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
      comment: 'wizard/terraform/synth.ts is the only way to the stack; the deployment file is read by all.',
      from: { path: inRoom('wizard'), pathNot: '^wizard/terraform/synth\\.ts$' },
      to: { path: '^stacks/(?!deployment/)' },
    },
    {
      name: 'wizard-uses-pure-module-files',
      severity: 'error',
      comment: 'The wizard reads the pure files of modules/ and nothing that builds.',
      from: { path: inRoom('wizard') },
      to: {
        path: '^modules/',
        pathNot:
          '^modules/(workspaces/(regions|directory-name|user-name|cidr|bundle-options|names)|identity-center/sign-in-addresses|entra/(gallery-app|graph-permissions)|intune/profile-name|control-plane/(contract|permissions|role-statements|error-sentences))\\.ts$',
      },
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
      comment: 'Among modules: everything may use control-plane and pure files, nothing else.',
      from: { path: '^modules/([^/]+)/' },
      to: {
        path: '^modules/',
        pathNot:
          '^modules/($1/|control-plane/|workspaces/(regions|directory-name|user-name|cidr|bundle-options|names)\\.ts|identity-center/sign-in-addresses\\.ts|entra/(gallery-app|graph-permissions)\\.ts|intune/(profile-name|msgraph)\\.ts)',
      },
    },
    {
      name: 'pure-files-know-no-cdktf',
      severity: 'error',
      comment: 'Pure files are read by all rooms.',
      from: {
        path: '^modules/(workspaces/(regions|directory-name|user-name|cidr|bundle-options|names)|identity-center/sign-in-addresses|entra/(gallery-app|graph-permissions)|intune/profile-name|control-plane/(contract|permissions|role-statements))\\.ts$',
      },
      to: { path: `${cdktf}|${sdk}`, reachable: true },
    },
    {
      name: 'handler-knows-no-cdktf',
      severity: 'error',
      comment: 'The function carries the AWS SDK and no construct.',
      from: { path: '^modules/control-plane/handler/' },
      to: { path: cdktf, reachable: true },
    },
    {
      name: 'constructs-know-no-sdk',
      severity: 'error',
      comment: 'No AWS SDK in the synth bundle.',
      from: { path: '^(stacks|modules)/', pathNot: '^modules/control-plane/handler/' },
      to: { path: `${sdk}|^modules/control-plane/handler/` },
    },
    {
      name: 'cdktf-in-stacks-and-modules',
      severity: 'error',
      comment: 'The use of CDKTF is confined, so that the way out stays short.',
      from: { path: inRoom('wizard', 'twin') },
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
