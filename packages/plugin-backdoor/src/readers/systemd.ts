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

/** systemd is no shell: what is special to one is a letter like others, `$$` and `%%` are one sign, and `;` stands alone between commands. */
function commandOf(value: string): string {
  const lines: string[][] = [[]]
  for (const word of wordsOf(value)) {
    if (word.text === ';' && !word.isQuoted) lines.push([])
    else lines.at(-1)?.push(word.text.replaceAll('$$', '$').replaceAll('%%', '%'))
  }
  return lines.map(([program = '', ...args]) => [program.replace(PREFIX, ''), ...args].map(quoted).join(' ')).join('\n')
}

function* wordsOf(value: string): Generator<{ readonly text: string; readonly isQuoted: boolean }> {
  for (const [whole] of value.matchAll(/(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g)) {
    const text = whole.replaceAll(
      /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'/g,
      (_, double?: string, single?: string) => double ?? single ?? '',
    )
    yield { text: text.replaceAll(/\\(["'\\;])/g, '$1'), isQuoted: text !== whole }
  }
}

/** A variable stays one; all else is a letter. */
function quoted(word: string): string {
  return /^[\w./:=@%+,$-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
