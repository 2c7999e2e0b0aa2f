import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

export default function tearDown() {
  if (process.env.FUNCTION_ZIP) rmSync(dirname(process.env.FUNCTION_ZIP), { recursive: true, force: true });
}
