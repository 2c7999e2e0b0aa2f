/** Runs the command line from its source: `tsx build/from-source.ts synth`. */
import { main } from '../wizard/cli.js';

await main();
