import { variableHit } from './linker.ts'
import { commandsIn, joined, logicalLines } from './reading.ts'
import type { Reader, Reading } from './reading.ts'

/** Settings whose value is a command line, by their ends: `ExecStart`, `ExecStartPre`, `ExecReload`, `ExecStopPost`, `ExecCondition`. */
const COMMAND = /^Exec[A-Z]\w*$/
/** `-`, `@`, `:`, `+`, `!`, `|` before a command say how it is run. */
const PREFIX = /^[-@:+!|]+/

/** Units of every kind, drop-ins, and systemd's own settings. */
export const readUnit: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, name, value = ''] = /^\s*([A-Za-z]+)\s*=\s*(.*)$/s.exec(content) ?? []
    if (name === undefined || value === '') continue
    if (COMMAND.test(name)) readings.push(commandsIn(commandOf(value), { line, least: 'medium' }))
    else if (name === 'Environment' || name === 'DefaultEnvironment' || name === 'ManagerEnvironment') {
      for (const [, double, single, bare] of value.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) {
        const [key = '', ...rest] = (double ?? single ?? bare ?? '').split('=')
        const hit = variableHit(key, rest.join('='), line)
        if (hit) readings.push({ hits: [hit], cuts: [] })
      }
    }
  }
  return joined(readings)
}

/** systemd is no shell: `$` and `%` are its own, and `;` stands between commands only with spaces around it. */
function commandOf(value: string): string {
  return value
    .split(/\s;\s/)
    .map((command) => command.trim().replace(PREFIX, '').replaceAll('$$', '$').replaceAll('%%', '%'))
    .map((command) => command.replaceAll(/(?<=^|\s)([^\s"']*[;|&<>()][^\s"']*)(?=\s|$)/g, "'$1'"))
    .join('\n')
}
