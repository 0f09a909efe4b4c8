import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { cutPlace, cutText } from '@veinmind/internal/text'
import type { Logger } from '@veinmind/sdk'

const MAX_LINES = 1000
const MAX_LINE = 1000
/** Characters of a plugin's last line that are shown as the reason of its failure. */
const MAX_LAST = 300

/** How long what was printed before the end is waited for: a process that got away may hold the stream. */
const REST_MS = 500
const SAYS_WHY = /(?:error|panic|exception)\b/i

/** What a plugin prints. */
export interface CapturedOutput {
  /** The line that says best why it ended, as far as its standard error does; else ''. */
  lastError(): Promise<string>
  /** Waits for what it printed before its end, and says in the log how much of it is not there. */
  end(): Promise<void>
}

/** What a plugin prints goes to the log: the first thousand lines of it, then how many more there were. */
export function captureOutput(
  { stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>,
  log: Logger,
): CapturedOutput {
  let lines = 0
  let last = ''
  const ended = Promise.all([stdout, stderr].map(closed))
  const rest = () => Promise.race([ended, setTimeout(REST_MS, undefined, { ref: false })])
  const tell = (line: string) => {
    if (line !== '' && ++lines <= MAX_LINES) log.info('a plugin prints', { line })
  }
  eachLine(stdout, tell)
  eachLine(stderr, (line) => {
    tell(line)
    const text = cutText(line.trim(), MAX_LAST)
    if (text !== '' && (SAYS_WHY.test(text) || !SAYS_WHY.test(last))) last = text
  })
  return {
    async lastError() {
      await rest()
      return last
    },
    async end() {
      await rest()
      if (lines > MAX_LINES) log.warn('a plugin prints more than the log takes', { leftOut: lines - MAX_LINES })
    },
  }
}

const closed = (output: Readable | null): Promise<void> =>
  output === null || output.closed ? Promise.resolve() : new Promise((resolve) => output.once('close', resolve))

/** Lines are cut, and say so by their last character: one may never end. */
function eachLine(output: Readable | null, use: (line: string) => void): void {
  let rest = ''
  output?.on('error', () => {})
  output?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('utf8')).split('\n')
    rest = (parts.pop() ?? '').slice(0, MAX_LINE + 1)
    for (const line of parts) use(cut(line))
  })
  output?.once('end', () => use(cut(rest)))
}

const cut = (line: string): string => (line.length > MAX_LINE ? `${line.slice(0, cutPlace(line, MAX_LINE))}…` : line)
