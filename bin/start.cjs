/* global __dirname */
'use strict';

const { existsSync, mkdirSync, statSync } = require('node:fs');
const nodeModule = require('node:module');
const { homedir } = require('node:os');
const { dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');

/**
 * Node 22.8 and newer keep what they compiled: a tenth of a synthesis. In a folder of this person's own, for what lies
 * there is run: Node's own place is the shared temporary folder, where others can be first. Not in a pipeline, where a
 * job of a branch may have filled it. NODE_COMPILE_CACHE (another folder) and NODE_DISABLE_COMPILE_CACHE=1 are Node's.
 * Source: https://nodejs.org/api/module.html#module-compile-cache
 */
function keepCompiled() {
  const env = process.env;
  if (nodeModule.enableCompileCache === undefined || env.NODE_COMPILE_CACHE || env.CI) return;
  try {
    const home = homedir();
    const caches =
      process.platform === 'win32'
        ? env.LOCALAPPDATA
        : process.platform === 'darwin'
          ? join(home, 'Library', 'Caches')
          : env.XDG_CACHE_HOME || join(home, '.cache');
    // Made where a person has a home; a home that is not there is left so.
    if (!caches || !existsSync(home)) return;
    const folder = join(caches, 'entra-workspaces', 'compiled');
    // One by one: with `recursive` Node tries for ever where a file system makes none (deployment/make-folder.ts).
    for (const each of [caches, dirname(folder), folder]) if (!existsSync(each)) mkdirSync(each, 0o700);
    const { uid, mode } = statSync(folder);
    // Windows has neither: there the folder lies in the person's profile.
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) return;
    nodeModule.enableCompileCache(folder);
  } catch {
    // It starts without.
  }
}

/**
 * Node 20 (V8 11.3) optimizes a function after 66 KB of its bytecode have run, which a command of a third of a second hardly
 * ever gets back, and much of it is thrown away again. After 1 MB: of the processor time of a synthesis 8 % less for two
 * sites, 18 % for a thousand desktops. Newer versions count calls instead: they have no such
 * flag, which V8 would complain of to the person, and gain nothing where they optimize later.
 */
function optimizeLate() {
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--interrupt-budget=1000000');
}

/**
 * A container may run as a number that no user has, and without HOME: Node and the libraries of both clouds end there where
 * they look for files of a person. What runs containers says `/` then.
 * Sources: felddy/foundryvtt-docker#39, containers/crun#599
 */
function haveAHome() {
  try {
    homedir();
  } catch {
    process.env.HOME = '/';
  }
}

/** A shell stays in a folder that was removed: that of a sandbox that has ended. */
function isSomewhere() {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

// Apart from the gate: a Node that is turned away could not even parse a dynamic import.
if (!isSomewhere()) {
  process.stderr.write(
    'The folder that this shell is in no longer exists.\nGo to one that does, such as: cd\nThe folder of a sandbox goes when the sandbox ends: for the real clouds open a new shell.\n',
  );
  process.exitCode = 1;
} else if (existsSync(join(__dirname, '..', 'dist', 'cli.js'))) {
  haveAHome();
  optimizeLate();
  keepCompiled();
  import('../dist/cli.js').then((cli) => cli.main());
} else {
  process.stderr.write(
    'entra-workspaces is not built yet: dist/cli.js is missing.\nIn a clone of the repository run: npm ci && npm run build\n',
  );
  process.exitCode = 1;
}
