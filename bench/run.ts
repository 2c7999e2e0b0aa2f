/**
 * `npm run bench [-- --short]`: what start and synthesis cost, as whole processes, beside bare node and a stock CDKTF project in the
 * same run. It judges by ratios and prints the absolute figures with the machine they were taken on. `--short` runs
 * each thing once. It fails where a reader of files takes more time than its text grows.
 */
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { median, withoutMachine, type Cost } from './measure.js';
import { readerLines } from './readers.js';

const runs = process.argv.includes('--short') ? 1 : 5;
const program = 'bin/entra-workspaces.cjs';
const scratch = await mkdtemp(join(tmpdir(), 'entra-workspaces-bench-'));

try {
  const processor = cpus();
  print(
    `machine: ${processor.length} x ${processor[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; median of ${runs}`,
  );

  row('bare node', await median(runs, ['--eval', '0']));
  const start = await firstPrompt();
  row('start to first prompt', { seconds: start, megabytes: Number.NaN });
  row('--version', await median(runs, [program, '--version']));

  const twoSites = await synth('examples/two-sites-two-regions.json');
  row('synth, two sites in two Regions', twoSites);
  const stock = await median(Math.min(runs, 3), ['--import=tsx', 'bench/stock/main.ts', join(scratch, 'stock')]);
  row('stock CDKTF project, same size', stock);
  print(
    `ratio stock / ours: time ${(stock.seconds / twoSites.seconds).toFixed(1)} x, memory ${(stock.megabytes / twoSites.megabytes).toFixed(1)} x`,
  );

  for (const name of (await readdir('examples')).filter((each) => each.endsWith('.json')).sort()) {
    row(`synth, examples/${name}`, await synth(join('examples', name)));
  }
  const costs: Record<number, Cost> = {};
  for (const desktops of [100, 300, 1000]) {
    costs[desktops] = await synth(await withDesktops(desktops));
    row(`synth, ${desktops} desktops`, costs[desktops]);
  }
  const each = ((costs[1000]?.seconds ?? Number.NaN) - (costs[100]?.seconds ?? Number.NaN)) / 900;
  print(`a desktop more: ${(each * 1000).toFixed(2)} ms`);
  for (const { line, linear } of readerLines()) {
    print(line);
    if (!linear) process.exitCode = 1;
  }
  const packed = await packageSize();
  print(
    `package: ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked, ${(packed.size / 1e6).toFixed(2)} MB packed, ${packed.entryCount} files`,
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function synth(deployment: string): Promise<Cost> {
  return median(runs, [program, 'synth', '--deployment', deployment, '--out', join(scratch, 'out')]);
}

/** The smallest example with as many users as asked for. */
async function withDesktops(count: number): Promise<string> {
  const deployment = JSON.parse(await readFile('examples/smallest.json', 'utf8')) as {
    sites: { desktops: { users: unknown }; network: { create: { cidr: string; capacity?: number } } }[];
  };
  const site = deployment.sites[0];
  if (!site) throw new Error('examples/smallest.json has no site');
  // Room for all of them.
  Object.assign(site.network.create, { cidr: '172.20.0.0/18', capacity: count });
  site.desktops.users = {
    list: Array.from({ length: count }, (_, index) => ({ upn: `user${index}@contoso.com` })),
  };
  const file = join(scratch, `desktops-${count}.json`);
  await writeFile(file, JSON.stringify(deployment));
  return file;
}

/** Seconds from the start of the program to its first question, in a terminal, in an empty folder. */
async function firstPrompt(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const folder = await mkdtemp(join(scratch, 'start-'));
    const began = process.hrtime.bigint();
    const terminal = spawnInTerminal(process.execPath, [join(process.cwd(), program), 'init', '--offline'], {
      cwd: folder,
      cols: 100,
      rows: 30,
      env: { ...process.env, ...withoutMachine, CI: '' },
    });
    let screen = '';
    await new Promise<void>((resolve, reject) => {
      terminal.onData((data) => {
        screen += data;
        // Between the mark and the question stands the end of its colour.
        if (/\?\s/.test(stripVTControlCharacters(screen))) resolve();
      });
      terminal.onExit(() => reject(new Error(`the wizard ended before its first question:\n${screen}`)));
    });
    times.push(Number(process.hrtime.bigint() - began) / 1e9);
    terminal.kill();
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function packageSize(): Promise<{ unpackedSize: number; size: number; entryCount: number }> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    maxBuffer: 2 ** 26,
  });
  const [packed] = JSON.parse(stdout) as { unpackedSize: number; size: number; entryCount: number }[];
  if (!packed) throw new Error('npm pack said nothing of the package');
  return packed;
}

function row(what: string, cost: Cost): void {
  const memory = Number.isNaN(cost.megabytes) ? '' : `${cost.megabytes.toFixed(0)} MB`;
  print(`${what.padEnd(48)} ${`${cost.seconds.toFixed(2)} s`.padStart(8)} ${memory.padStart(9)}`);
}

function print(line: string): void {
  console.log(line);
}
