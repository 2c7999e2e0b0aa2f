/** Prompts whose every text is made visible on the way to the screen: choices hold names out of clouds. */
import { visibleName } from '../../deployment/visible-text.js';
import type { Choice, Prompts } from './prompts.js';

/** Wraps prompts. `open` is what the terminal does to all it says; values stay as they are. */
export function visiblePrompts(prompts: Prompts, open: (text: string) => string): Prompts {
  const choice = <T>(each: Choice<T>): Choice<T> => ({
    ...each,
    name: open(each.name),
    ...(each.short === undefined ? {} : { short: open(each.short) }),
    ...(each.description === undefined ? {} : { description: open(each.description) }),
    ...(each.disabled === undefined ? {} : { disabled: open(each.disabled) }),
  });
  const checked = <T>({ validate }: { readonly validate?: (value: T) => string | undefined }) =>
    validate === undefined
      ? {}
      : {
          validate: (value: T): string | undefined => {
            const wrong = validate(value);
            return wrong === undefined ? undefined : open(wrong);
          },
        };
  return {
    text: (ask) =>
      prompts.text({
        ...ask,
        message: open(ask.message),
        // It is typed into the line as if by the person: an escape in it would be a key.
        ...(ask.initial === undefined ? {} : { initial: visibleName(ask.initial) }),
        ...checked(ask),
      }),
    one: (ask) => prompts.one({ ...ask, message: open(ask.message), choices: ask.choices.map(choice) }),
    many: (ask) =>
      prompts.many({ ...ask, message: open(ask.message), choices: ask.choices.map(choice), ...checked(ask) }),
    confirm: (ask) => prompts.confirm({ ...ask, message: open(ask.message) }),
    search: (ask) =>
      prompts.search({
        ...ask,
        message: open(ask.message),
        source: async (term, signal) => (await ask.source(term, signal)).map(choice),
      }),
    secret: (ask) => prompts.secret({ ...ask, message: open(ask.message), ...checked(ask) }),
  };
}
