/** Prompts that are loaded at the first question: plain ones where a terminal cannot draw, or a screen reader reads. */
import type { Prompts } from './prompts.js';
import { inPlainSigns } from './plain-signs.js';
import { showsUnicode, truthy } from './style.js';

interface Place {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
}

export function lazyPrompts({ stdin, stderr, env }: Place): Prompts {
  const streams = { input: stdin, output: showsUnicode(env) ? stderr : inPlainSigns(stderr) };
  const load = async (): Promise<Prompts> =>
    truthy(env['ACCESSIBLE']) || env['TERM'] === 'dumb'
      ? (await import('./plain-prompts.js')).plainPrompts(streams)
      : (await import('./inquirer.js')).inquirerPrompts(streams);
  let loaded: Promise<Prompts> | undefined;
  const prompts = (): Promise<Prompts> => (loaded ??= load());
  return {
    text: async (ask) => (await prompts()).text(ask),
    one: async (ask) => (await prompts()).one(ask),
    many: async (ask) => (await prompts()).many(ask),
    confirm: async (ask) => (await prompts()).confirm(ask),
    search: async (ask) => (await prompts()).search(ask),
    secret: async (ask) => (await prompts()).secret(ask),
  };
}
