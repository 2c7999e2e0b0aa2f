/** Text of a module that loads another one when the first of its names is asked for. `load` is the expression that loads it. */
export function onDemand(load: string, names: readonly string[]): string {
  return `module.exports = { ${names.map((name) => `get ${name}() { return ${load}.${name}; }`).join(', ')} };`;
}
