import { languageOfFile } from '@veinmind/commands'
import { variableHit } from './linker.ts'
import { commandsIn, joined, logicalLines, NOTHING } from './reading.ts'
import type { Hit, Reader } from './reading.ts'

/** Whatever language its first line says; a shell's without one. A program is not read. */
export const readScript: Reader = ({ text, path }) => {
  if (isBinary(text)) return NOTHING
  const language = languageOfFile(path, text.split('\n', 1)[0]) ?? 'sh'
  return commandsIn(text, { language, least: 'medium' })
}

/** Scripts in folders, such as those of cron, into which packages put scripts only: a program there is a hit. */
export const readPlainScript: Reader = (file) =>
  isBinary(file.text) ? { hits: [{ rule: 'BACK-006', evidence: file.path }], cuts: [] } : readScript(file)

/** Start files of bash, zsh, ksh and sh. */
export const readShellStart: Reader = ({ text }) => commandsIn(text, { without: ['CMD-078', 'CMD-066'] })

/** Start files of csh and tcsh, whose `setenv`, `set` and `alias` have no equals signs. */
export const readCshStart: Reader = ({ text }) => {
  const lines = text
    .split('\n')
    .map((line) =>
      line
        .replace(/^(\s*)setenv\s+(\w+)\s+(.*)$/, '$1export $2=$3')
        .replace(
          /^(\s*)alias\s+(\w+)\s+(['"].*['"]|.*)$/,
          (_, space: string, name: string, value: string) =>
            `${space}alias ${name}=${/^['"]/.test(value) ? value : `'${value.replaceAll("'", '"')}'`}`,
        ),
    )
  return commandsIn(lines.join('\n'), { without: ['CMD-078'] })
}

/** Start files of fish: `set -gx NAME value`, `alias name 'command'`, `function name`. */
export const readFishStart: Reader = ({ text }) => {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/^(\s*)set\s+(?:-\w+\s+)*(\w+)\s+(.*)$/, '$1export $2=$3')
      .replace(/^(\s*)alias\s+(\w+)\s+(['"].*['"]|[^=]*)$/, '$1alias $2=$3')
      .replace(/^\s*function\s.*$/, '')
      .replace(/^\s*end\s*$/, ''),
  )
  return commandsIn(lines.join('\n'), { without: ['CMD-078'] })
}

/** `/etc/inittab`: `id:levels:action:process`. */
export const readInittab: Reader = ({ text }) => {
  const readings = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, command] = /^[^#:\s][^:]*:[^:]*:[^:]*:(.*)$/.exec(content) ?? []
    if (command !== undefined) readings.push(commandsIn(command.replace(/^[+-]/, ''), { line }))
  }
  return joined(readings)
}

/** Jobs of upstart: `exec …`, `script … end script`. */
export const readUpstart: Reader = ({ text }) => {
  const readings = []
  const env: Hit[] = []
  let script: { readonly line: number; readonly lines: string[] } | undefined
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*end\s+script\b/.test(content)) {
      if (script) readings.push(commandsIn(script.lines.join('\n'), { line: script.line, least: 'medium' }))
      script = undefined
    } else if (script) script.lines.push(content)
    else if (/^\s*(?:(?:pre|post)-\w+\s+)?script\b/.test(content)) script = { line: line + 1, lines: [] }
    else {
      const [, command] = /^\s*(?:(?:pre|post)-\w+\s+)?exec\s+(.*)$/.exec(content) ?? []
      if (command !== undefined) readings.push(commandsIn(command, { line }))
      const [, name = '', value = ''] = /^\s*env\s+(\w+)=(.*)$/.exec(content) ?? []
      const hit = variableHit(name, value, line)
      if (hit) env.push(hit)
    }
  }
  return joined([...readings, { hits: env, cuts: [] }])
}

/** A program where scripts belong. */
export function isBinary(text: string): boolean {
  return text.startsWith('\u007FELF') || text.slice(0, 1_024).includes('\0')
}
