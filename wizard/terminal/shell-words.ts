/** One word for a shell, whatever is in it: in quotes only where it needs them. Pure. `shell-quote` knows neither fish nor PowerShell. */

const plain = /^[\w./:@%+=,-]+$/;

/** For sh, bash and zsh. */
export function posix(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** fish takes a backslash before a quote or a backslash inside quotes. */
export function fish(text: string): string {
  return plain.test(text) ? text : `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/**
 * For PowerShell, which ends a text in single quotes at a typographic one too, and takes two in a row for one.
 * Source: https://github.com/PowerShell/PowerShell/blob/master/src/System.Management.Automation/engine/parser/CharTraits.cs
 */
export function powershell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** What goes into a folder, of any name. */
export function enter(folder: string): string {
  return `cd ${posix(folder)}`;
}

/**
 * A command for which one variable is set, as it is typed: on Windows in PowerShell, where the variable is taken away again.
 * @param platform as `process.platform`
 */
export function withVariable(name: string, value: string, command: string, platform: string): string {
  if (platform !== 'win32') return `${name}=${posix(value)} ${command}`;
  return `$env:${name} = ${powershell(value)}; ${command}; Remove-Item Env:${name}`;
}
