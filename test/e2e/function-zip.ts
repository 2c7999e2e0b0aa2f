/**
 * The functions' code as `build/handler-zip.ts` makes it of the sources that are here, made once for all files of a run by
 * `function-zip-setup.mjs`: to bundle it costs a second of processor time.
 */
export function builtFunctionZip(): string {
  const file = process.env['FUNCTION_ZIP'];
  if (file === undefined) throw new Error('FUNCTION_ZIP is not set: jest.config.mjs has a globalSetup for it');
  return file;
}
