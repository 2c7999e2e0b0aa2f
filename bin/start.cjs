/* global __dirname */
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Apart from the gate: a Node that is turned away could not even parse a dynamic import.
if (existsSync(join(__dirname, '..', 'dist', 'cli.js'))) {
  import('../dist/cli.js').then((cli) => cli.main());
} else {
  process.stderr.write(
    'entra-workspaces is not built yet: dist/cli.js is missing.\nIn a clone of the repository run: npm ci && npm run build\n',
  );
  process.exitCode = 1;
}
