/**
 * Completion for four shells, each a script of its own that asks nothing of this program. How a command line is read is the
 * same in all: words lead from place to place, an option that takes a value is followed by it. Pure.
 */
import { fish, posix, powershell } from '../terminal/shell-words.js';
import type { OfferedOption, OfferedWord, Place, Value } from './offers.js';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** The script of a shell. */
export const scriptFor: Readonly<Record<Shell, (places: readonly Place[]) => string>> = {
  bash: (
    places,
  ) => `# Completion of entra-workspaces for bash. Into ~/.bashrc: eval "$(entra-workspaces completion bash)"
_entra_workspaces() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at='' offered='' files='' each
  # bash makes words of their own of "=", as in --keep=empty
  if [[ $current == = ]]; then current=''; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$each" in
      ${alternatives(places)}) at="\${at:+$at }$each" ;;
    esac
  done
  COMPREPLY=()
  case "$at $before" in
${valued(places, (value) => {
  if (value === 'any') return 'return';
  if (value === 'file') return 'files=f';
  return value === 'folder' ? 'files=d' : `offered=${posix(value.join('\n'))}`;
})}
    *)
      case "$at" in
${places
  .map(
    ({ at, words, options, files }) =>
      `        ${posix(at) || "''"}) if [[ $current == -* ]]; then offered=${posix(names(options).join('\n'))}; else offered=${posix(words.map(({ word }) => word).join('\n'))}${files ? '; files=f' : ''}; fi ;;`,
  )
  .join('\n')}
      esac ;;
  esac
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen "-$files" -- "$current"))
  fi
  COMPREPLY+=($(compgen -W "$offered" -- "$current"))
}
complete -F _entra_workspaces entra-workspaces
`,

  zsh: (places) => `#compdef entra-workspaces
# Completion of entra-workspaces for zsh. Into ~/.zshrc: eval "$(entra-workspaces completion zsh)"
_entra_workspaces() {
  local current=$words[CURRENT] before=$words[CURRENT-1] at='' each
  local -a offered
  for each in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$each" in
      (${alternatives(places)}) at="\${at:+$at }$each" ;;
    esac
  done
  if [[ $current == --*=* ]]; then
    before=\${current%%=*}
    compset -P '*='
  fi
  case "$at $before" in
${valued(places, (value) => {
  if (value === 'any') return 'return 1';
  if (value === 'file') return '_files; return';
  return value === 'folder' ? '_files -/; return' : `compadd -- ${value.map(posix).join(' ')}; return`;
})}
  esac
  case "$at" in
${places
  .map(
    ({ at, words, options, files }) =>
      `    (${posix(at) || "''"}) if [[ $current == -* ]]; then offered=(${described(options)}); else offered=(${words.map(zshItem).join(' ')})${files ? '; _files' : ''}; fi ;;`,
  )
  .join('\n')}
  esac
  _describe 'entra-workspaces' offered
}
if [[ $funcstack[1] == _entra-workspaces ]]; then
  _entra_workspaces "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _entra_workspaces entra-workspaces
fi
`,

  fish: (
    places,
  ) => `# Completion of entra-workspaces for fish. Into ~/.config/fish/config.fish: entra-workspaces completion fish | source
function __entra_workspaces_at
  set -l at ''
  for each in (commandline -opc)[2..-1]
    set -l next (string trim -- "$at $each")
    contains -- $next ${places.flatMap(({ at }) => (at === '' ? [] : [fish(at)])).join(' ')}
    and set at $next
  end
  test "$at" = "$argv[1]"
end
complete -c entra-workspaces -e
complete -c entra-workspaces -f
${places.flatMap(fishLines).join('\n')}
`,

  powershell: (
    places,
  ) => `# Completion of entra-workspaces for PowerShell. Into $PROFILE: entra-workspaces completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'entra-workspaces' -ScriptBlock {
  param($current, $ast, $cursor)
  $words = @{
${places.map(({ at, words }) => `    ${powershell(at)} = ${ordered(words.map(({ word, about }) => [word, about]))}`).join('\n')}
  }
  $options = @{
${places.map(({ at, options }) => `    ${powershell(at)} = ${ordered(options.flatMap((option) => option.names.map((name) => [name, option.about] as const)))}`).join('\n')}
  }
  $values = @{
${valuedOptions(places)
  .map(
    ([key, value]) =>
      `    ${powershell(key)} = ${ordered(typeof value === 'string' ? [] : value.map((word) => [word, word]))}`,
  )
  .join('\n')}
  }
  $at = ''
  $before = ''
  foreach ($element in @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1)) {
    $before = $element.Extent.Text
    $next = "$at $before".Trim()
    if ($words.ContainsKey($next)) { $at = $next }
  }
  # Where nothing is offered PowerShell offers files.
  if ($values.ContainsKey("$at $before")) { $offered = $values["$at $before"] }
  elseif ("$current".StartsWith('-')) { $offered = $options[$at] }
  else { $offered = $words[$at] }
  foreach ($entry in $offered.GetEnumerator()) {
    if ($entry.Key.StartsWith("$current")) {
      [System.Management.Automation.CompletionResult]::new($entry.Key, $entry.Key, 'ParameterValue', $entry.Value)
    }
  }
}
`,
};

/** Options with what follows them, by place and name: `users letter --language`. */
function valuedOptions(places: readonly Place[]): readonly (readonly [key: string, value: Value])[] {
  return places.flatMap(({ at, options }) =>
    options.flatMap(({ names: all, value }) =>
      value === undefined ? [] : all.map((name) => [`${at} ${name}`, value] as const),
    ),
  );
}

/** Arms of a `case` in bash or zsh, one for each kind of value. */
function valued(places: readonly Place[], act: (value: Value) => string): string {
  const arms = new Map<string, string[]>();
  for (const [key, value] of valuedOptions(places)) {
    const done = act(value);
    arms.set(done, [...(arms.get(done) ?? []), posix(key)]);
  }
  return [...arms].map(([done, keys]) => `    ${keys.join('|')}) ${done} ;;`).join('\n');
}

function alternatives(places: readonly Place[]): string {
  return places.flatMap(({ at }) => (at === '' ? [] : [posix(at)])).join('|');
}

function names(options: readonly OfferedOption[]): readonly string[] {
  return options.flatMap((option) => option.names);
}

function described(options: readonly OfferedOption[]): string {
  return options.flatMap(({ names: all, about }) => all.map((word) => zshItem({ word, about }))).join(' ');
}

/** `_describe` splits a word from its description at the first colon that no backslash stands before. */
function zshItem({ word, about }: OfferedWord): string {
  return posix(`${word.replaceAll(':', '\\:')}:${about}`);
}

function fishLines({ at, words, options, files }: Place): readonly string[] {
  const line = `complete -c entra-workspaces -n ${fish(`__entra_workspaces_at ${fish(at) || "''"}`)}`;
  return [
    ...words.map(({ word, about }) => `${line} -a ${fish(word)} -d ${fish(about)}`),
    ...(files ? [`${line} -F`] : []),
    ...options.map(({ names: all, about, value }) => {
      const named = all.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
      return `${line} ${named.join(' ')}${fishValue(value)} -d ${fish(about)}`;
    }),
  ];
}

function fishValue(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value === 'any') return ' -x';
  if (value === 'file') return ' -r -F';
  return value === 'folder' ? " -x -a '(__fish_complete_directories)'" : ` -x -a ${fish(value.join(' '))}`;
}

function ordered(entries: readonly (readonly [string, string])[]): string {
  return `[ordered]@{ ${entries.map(([key, about]) => `${powershell(key)} = ${powershell(about)}`).join('; ')} }`;
}
