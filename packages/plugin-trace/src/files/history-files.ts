import { hash } from 'node:crypto'
import { analyseCommands } from '@veinmind/commands'
import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** Commands in a shell's history that an intruder would type. */
export interface HistoryFile {
  readonly commands: readonly {
    readonly line: number
    readonly text: string
    readonly rule: string
    readonly title: string
    readonly severity: string
  }[]
  readonly isEmpty?: true
  /** Of a history that was read whole. */
  readonly sha256?: string
}

const FILE =
  /^\/(?:root|home\/[^/]+|var\/(?:www|lib\/[^/]+)|)\/?\.(?:bash_history|zsh_history|ash_history|sh_history|history|ksh_history|local\/share\/fish\/fish_history)$/
const MOST = 100
/** Kinds of commands that administrators use every day, too. */
const USUAL = new Set(['persistence', 'account', 'tunnel', 'privilege'])

/** Histories of shells. */
export const historyFiles: Inspector<HistoryFile> = defineInspector<HistoryFile>({
  id: 'history-files',
  version: 2,
  offered: { types: ['file'] },
  wants: ({ path, type }) => type === 'file' && FILE.test(path) && content({ max: kib(512), over: 'head' }),
  inspect({ entry, bytes, incomplete }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    if (text.trim() === '') return { commands: [], isEmpty: true }
    const lines = text.split('\n').map(plainLine)
    const { observations, cuts } = analyseCommands(lines.join('\n'))
    for (const cut of cuts) incomplete(cut)
    const told = observations.filter(
      ({ rule }) => !USUAL.has(rule.kind) || rule.severity === 'high' || rule.severity === 'critical',
    )
    return {
      ...(told.length > 0 && bytes.length === entry.size ? { sha256: hash('sha256', bytes) } : {}),
      commands: told.slice(0, MOST).map(({ rule, line, evidence }) => ({
        line,
        text: evidence,
        rule: rule.id,
        title: typeof rule.title === 'string' ? rule.title : rule.title.en,
        severity: rule.severity,
      })),
    }
  },
})

/** The command of a line, without the time that shells write before it, and without fish's own form. */
function plainLine(line: string): string {
  return line
    .replace(/^: \d+:\d+;/, '')
    .replace(/^- cmd: /, '')
    .replace(/^#\d{9,}$/, '')
    .replace(/^ {2}when: \d+$/, '')
}
