/**
 * Names that no file or folder can have in Windows, where a repository may be cloned that was made elsewhere.
 * Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
 */

/** Of devices, with any extension, too: `NUL.tar.gz` is NUL. */
const device = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])[ ]*(\.|$)/i;

/**
 * What of a path Windows keeps for itself, as the rest of a sentence.
 * @param path With `/` or `\` between folders
 * @example windowsNameProblem('lists/aux.csv') // 'no file or folder can be called aux.csv in Windows'
 */
export function windowsNameProblem(path: string): string | undefined {
  const part = path.split(/[/\\]/).find((each) => !/^\.{0,2}$/.test(each) && (device.test(each) || /[. ]$/.test(each)));
  if (part === undefined) return undefined;
  return device.test(part)
    ? `no file or folder can be called ${part} in Windows`
    : `Windows takes the end off a name with ${part.endsWith('.') ? 'a dot' : 'a space'} there, as ${JSON.stringify(part)} has it`;
}

/** A name of a file that is made of something else, as every system takes it: `con.ada@contoso.com.txt` is CON in Windows. */
export function fileNameFor(name: string): string {
  return device.test(name) ? `_${name}` : name;
}
