import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells scenarios where the functions' code is: that of the last build. Tests have it made before they begin (jest.config.mjs).
 * @throws Error where nothing was built
 */
export function useBuiltZip(): void {
  const file = join(import.meta.dirname, '../dist/handler.zip');
  if (!existsSync(file)) throw new Error('dist/handler.zip is not there: npm run build');
  process.env['FUNCTION_ZIP'] ??= file;
}
