#!/usr/bin/env node
/* Old JavaScript on purpose: it must run on the Node versions that it turns away. */
'use strict';

var wanted = [20, 17];
var found = process.versions.node.split('.').map(Number);

if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  process.stderr.write(
    'entra-workspaces needs Node.js ' +
      wanted.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.\n' +
      'Install a newer one from https://nodejs.org and run the command again.\n',
  );
  process.exitCode = 1;
} else {
  require('./start.cjs');
}
