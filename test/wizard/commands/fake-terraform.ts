/** A program that answers as terraform does, from a script, and notes how it was called. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import type { PlanJson } from '../../../wizard/terraform/plan-json.js';
import { keptStream, scriptedPrompts, type Action, type ScriptedPrompts } from '../terminal/screen.js';

export interface Scenario {
  /** What `show -json` answers. */
  readonly plan?: PlanJson;
  /** The same once it was planned a second time. @default - as the first time */
  readonly replanned?: PlanJson;
  /** What `state pull` answers of a state elsewhere. */
  readonly pulled?: string;
  /** `init` takes a state along from elsewhere into a file, as with -force-copy. */
  readonly takesAlong?: { readonly state: string; readonly into: string };
  readonly outputs?: Record<string, { sensitive: boolean; value: unknown }>;
  /** Diagnostics with which a command fails, such as `apply`, or `state push` alone. */
  readonly fails?: Readonly<Record<string, readonly { summary: string; detail: string; address?: string }[]>>;
  /** `apply` cannot save its state: this is what it leaves. */
  readonly errored?: object;
  /** A command that is killed before it has done anything. */
  readonly killed?: string;
  /** Events that `apply` gives. */
  readonly events?: readonly object[];
  /** `apply` is killed after its events, while it writes the state: what of the file is there then. */
  readonly killedWriting?: { readonly state: string; readonly leaves: string };
}

/** Answers everything, for eighty milliseconds of the processor a command. */
const whole = (folder: string): string => `
const fs = require('node:fs'), path = require('node:path');
const { strToU8, zipSync } = require(${JSON.stringify(resolve('node_modules/fflate'))});
const folder = ${JSON.stringify(folder)};
const scenario = JSON.parse(fs.readFileSync(path.join(folder, 'scenario.json'), 'utf8'));
const words = process.argv.slice(2);
fs.appendFileSync(path.join(folder, 'calls.jsonl'), JSON.stringify({ words, cwd: process.cwd(), env: { TF_IN_AUTOMATION: process.env.TF_IN_AUTOMATION } }) + '\\n');
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
if (words[0] === 'version') { console.log('Terraform v1.11.4'); process.exit(0); }
if (words[0] === 'apply' && scenario.errored) fs.writeFileSync('errored.tfstate', JSON.stringify(scenario.errored));
const fails = (scenario.fails || {})[words[0]] || (scenario.fails || {})[words.slice(0, 2).join(' ')];
if (fails) {
  for (const each of fails) {
    if (words.includes('-json')) say({ '@level': 'error', '@message': 'Error: ' + each.summary, type: 'diagnostic', diagnostic: { severity: 'error', ...each } });
    else console.error('Error: ' + each.summary + '\\n\\n' + each.detail);
  }
  process.exit(1);
}
if (words[0] === 'state' && words[1] === 'push') fs.copyFileSync(words.at(-1), path.join(folder, 'pushed.tfstate'));
const die = () => { process.kill(process.pid, 'SIGKILL'); for (;;); };
if (words[0] === scenario.killed) die();
if (words[0] === 'init') fs.writeFileSync('.terraform.lock.hcl', 'locked by init');
if (words[0] === 'init' && scenario.takesAlong) fs.writeFileSync(scenario.takesAlong.into, scenario.takesAlong.state);
if (words[0] === 'plan') {
  const out = words.find((word) => word.startsWith('-out=')).slice(5);
  // Of the parts of a real plan those that are looked at.
  fs.writeFileSync(out, zipSync({
    tfplan: strToU8('the plan'),
    tfstate: strToU8('{}'),
    'tfconfig/m-/cdk.tf.json': fs.readFileSync('cdk.tf.json'),
    'tfconfig/modules.json': strToU8('[{"Key":"","Dir":"."}]'),
  }));
  say({ '@message': 'Plan: 1 to add', type: 'change_summary' });
}
if (words[0] === 'show' && words.includes('-json')) {
  const plans = fs.readFileSync(path.join(folder, 'calls.jsonl'), 'utf8').split('\\n').filter((line) => line.startsWith('{"words":["plan"')).length;
  console.log(JSON.stringify((plans > 1 && scenario.replanned) || scenario.plan || { format_version: '1.2' }));
}
else if (words[0] === 'show') console.log('every attribute');
if (words[0] === 'output') console.log(JSON.stringify(scenario.outputs || {}));
if (words[0] === 'state' && words[1] === 'pull') {
  const { path: file } = JSON.parse(fs.readFileSync('cdk.tf.json', 'utf8')).terraform.backend.local || {};
  if (file && fs.existsSync(file)) process.stdout.write(fs.readFileSync(file));
  else if (!file) process.stdout.write(scenario.pulled || '');
}
if (words[0] === 'apply') for (const event of scenario.events || []) say(event);
if (words[0] === 'apply' && scenario.killedWriting) {
  const { state, leaves } = scenario.killedWriting;
  if (fs.existsSync(state)) fs.copyFileSync(state, state + '.backup');
  fs.writeFileSync(state, leaves);
  process.kill(process.pid, 'SIGKILL');
  setInterval(() => {}, 1000);
}
`;

/**
 * What terraform is asked most, by a shell: it says what a file of `quick` holds. What that folder has no file for, and
 * words that would have to be quoted, are for the whole program.
 */
const program = (folder: string): string => `#!/bin/sh
folder='${folder}'
whole() { exec '${process.execPath}' "$folder/terraform.cjs" "$@"; }
new='
'
words=
for word; do
  case $word in *['"\\']* | *"$new"*) whole "$@" ;; esac
  words="$words,\\"$word\\""
done
case $1 in
  show) case $words in *',"-json"'*) answer=show-json ;; *) answer=show ;; esac ;;
  version | init | output | apply) answer=$1 ;;
  *) whole "$@" ;;
esac
answer=$folder/quick/$answer
[ -f "$answer" ] || whole "$@"
automation=
[ -z "$TF_IN_AUTOMATION" ] || automation="\\"TF_IN_AUTOMATION\\":\\"$TF_IN_AUTOMATION\\""
printf '{"words":[%s],"cwd":"%s","env":{%s}}\\n' "\${words#,}" "$(pwd -P)" "$automation" >> "$folder/calls.jsonl"
[ "$1" = init ] && printf 'locked by init' > .terraform.lock.hcl
command -p cat "$answer"
`;

/** What the shell answers in a scenario, by command; the rest depends on more than the scenario. */
function quickAnswers(scenario: Scenario) {
  const { plan, replanned, outputs, fails = {}, errored, events, killedWriting, takesAlong } = scenario;
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  const all: Readonly<Record<string, string | undefined>> = {
    version: 'Terraform v1.11.4\n',
    init: takesAlong ? undefined : '',
    show: 'every attribute\n',
    'show-json': replanned ? undefined : line(plan ?? { format_version: '1.2' }),
    output: line(outputs ?? {}),
    apply: errored || killedWriting ? undefined : (events ?? []).map(line).join(''),
  };
  return Object.entries(all).filter(([name]) => fails[name.replace('-json', '')] === undefined);
}

export interface Call {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** A folder with a deployment, and the command line run in it on the fake. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'stage-'));
  private readonly programFile = join(this.folder, 'terraform');

  constructor(example = 'smallest.json') {
    writeFileSync(join(this.folder, 'deployment.json'), readFileSync(resolve('examples', example)));
    writeFileSync(join(this.folder, 'terraform.cjs'), whole(this.folder));
    writeFileSync(this.programFile, program(this.folder));
    chmodSync(this.programFile, 0o755);
  }

  get name(): string {
    return (JSON.parse(readFileSync(join(this.folder, 'deployment.json'), 'utf8')) as { name: string }).name;
  }

  get calls(): readonly Call[] {
    const file = join(this.folder, 'calls.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Call);
  }

  /** The commands that terraform was given, without the version. */
  get commands(): string[] {
    return this.calls.map(({ words }) => words[0] ?? '').filter((word) => word !== 'version');
  }

  /** From now on the program answers like this. */
  plays(scenario: Scenario): void {
    writeFileSync(join(this.folder, 'scenario.json'), JSON.stringify(scenario));
    const quick = join(this.folder, 'quick');
    rmSync(quick, { recursive: true, force: true });
    mkdirSync(quick);
    for (const [name, text] of quickAnswers(scenario)) if (text !== undefined) writeFileSync(join(quick, name), text);
  }

  async run(
    words: readonly string[],
    scenario: Scenario,
    given: { actions?: readonly Action[]; tty?: boolean; env?: NodeJS.ProcessEnv } = {},
  ): Promise<{ exitCode: number; stdout: string; stderr: string; prompts: ScriptedPrompts }> {
    this.plays(scenario);
    const stdout = keptStream();
    const stderr = keptStream(given.tty ?? false, 100);
    const prompts = scriptedPrompts(given.actions ?? []);
    const exitCode = await run(words, {
      stdin: { isTTY: given.tty ?? false } as NodeJS.ReadStream,
      stdout,
      stderr: stderr as never,
      env: {
        PATH: process.env['PATH'],
        ENTRA_WORKSPACES_TERRAFORM: this.programFile,
        NO_COLOR: '1',
        ...noClouds,
        ...given.env,
      },
      cwd: this.folder,
      interrupts: new Interrupts(),
      prompts,
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text, prompts };
  }

  /** A plan of what the deployment says now, kept in a file; the calls that made it are forgotten. */
  async keep(file: string): Promise<void> {
    await this.run(['plan', '--out', file], {});
    rmSync(join(this.folder, 'calls.jsonl'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Signed in, and nobody answers: no test looks for credentials on the machine that it runs on. */
const noClouds = {
  HOME: '/nonexistent',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  ENTRA_WORKSPACES_CLOUDS_AT: 'http://127.0.0.1:9/_host',
};
