import { variableHit } from './linker.ts'
import { commandsIn, isOddPath, joined, logicalLines, NOTHING } from './reading.ts'
import type { Hit, Reader, Reading } from './reading.ts'
import { isBinary, readScript } from './scripts.ts'

/** A job of a table. */
export interface CronJob {
  readonly line: number
  /** `@reboot`, or the five fields as they stand. */
  readonly when: string
  readonly user?: string
  readonly command: string
}

/** What a table of cron says. */
export interface CronTable {
  readonly jobs: readonly CronJob[]
  readonly variables: readonly { readonly line: number; readonly name: string; readonly value: string }[]
}

const NAMES = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)'
/** A number, a name, a range, a star, steps, lists of these, `~` (random, of cronie), `L` and `W` of fcron and quartz. */
const FIELD = String.raw`(?:\*|\?|(?:\d{1,2}|${NAMES})[LW]?(?:[-~](?:\d{1,2}|${NAMES}))?|~\d{1,2}|\d{1,2}~|R|H(?:\(\d{1,2}-\d{1,2}\))?)(?:/\d{1,4})?(?:#\d)?`
const FIELDS = new RegExp(String.raw`^\s*((?:${FIELD}(?:,${FIELD})*\s+){4}${FIELD}(?:,${FIELD})*)\s+(.*)$`, 'is')
const NICKNAME =
  /^\s*(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute|every\s+\d+\s*\w*|\d+))\s+(.*)$/is
const VARIABLE = /^\s*(?:"(\w+)"|'(\w+)'|([A-Za-z_]\w*))\s*=\s*(.*)$/s

/**
 * Reads a table of Vixie cron, cronie, busybox, dcron, fcron and bcron. Tables of the system name a user before the command.
 * A `%` that is not escaped ends the command: what follows is its input.
 */
export function readCronTable(text: string, { hasUser }: { readonly hasUser: boolean }): CronTable {
  const jobs: CronJob[] = []
  const variables: { line: number; name: string; value: string }[] = []
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*(?:#|$)/.test(content)) continue
    const [, when, rest] = NICKNAME.exec(content) ?? FIELDS.exec(withoutFcronOptions(content)) ?? []
    if (when === undefined || rest === undefined) {
      const [, quoted, single, bare, value = ''] = VARIABLE.exec(content) ?? []
      const name = quoted ?? single ?? bare
      if (name !== undefined) variables.push({ line, name, value })
      continue
    }
    const [, user, behind] = (hasUser ? /^(\S+)\s+(.*)$/s.exec(rest) : undefined) ?? []
    const command = commandOf(behind ?? rest)
    jobs.push({ line, when: when.trim(), ...(user === undefined ? {} : { user }), command })
  }
  return { jobs, variables }
}

/** fcron's options before the fields: `&runas(root) 0 * * * *`, `!mail(no)`. */
function withoutFcronOptions(line: string): string {
  return line.replace(/^\s*[&!%][a-z(),\d\s]{0,60}?(?=\s(?:\*|\d))/i, '')
}

/**
 * Removes what is no part of the command: `%` ends it and begins its input (`\%` is a percent sign), and cronie and dcron have options
 * before it.
 */
function commandOf(text: string): string {
  const parts = text.replace(/^-(?=\S)/, '').split(/(?<!\\)%/)
  const [command = '', ...input] = parts.map((part) => part.replaceAll(String.raw`\%`, '%'))
  return input.length === 0 ? command : `${command} <<'%'\n${input.join('\n')}\n%`
}

const crontab =
  (hasUser: boolean): Reader =>
  ({ text, path }): Reading => {
    if (isBinary(text)) return { hits: [{ rule: 'BACK-006', evidence: path }], cuts: [] }
    const { jobs, variables } = readCronTable(text, { hasUser })
    return joined([
      ...jobs.map(({ line, command }) => commandsIn(command, { line, without: ['CMD-078'] })),
      { hits: variables.flatMap(({ line, name, value }) => variableHits(name, value, line)), cuts: [] },
    ])
  }

function variableHits(name: string, value: string, line: number): readonly Hit[] {
  const plain = value.replaceAll(/^["']|["']$/g, '')
  if (name === 'SHELL' && isOddPath(plain)) return [{ rule: 'BACK-005', line, evidence: `SHELL=${plain}` }]
  const hit = variableHit(name, value, line)
  return hit ? [hit] : []
}

/** `/etc/crontab`, `/etc/cron.d/*`. */
export const readSystemCrontab: Reader = crontab(true)
/** Those of users in the spool. */
export const readUserCrontab: Reader = crontab(false)

/** `/etc/anacrontab`: period, delay, name, command. */
export const readAnacrontab: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, command] = /^\s*(?:\d+|@\w+)\s+\d+\s+\S+\s+(.*)$/s.exec(content) ?? []
    if (command !== undefined) readings.push(commandsIn(command, { line }))
    const [, , , name, value = ''] = command === undefined ? (VARIABLE.exec(content) ?? []) : []
    if (name !== undefined) readings.push({ hits: variableHits(name, value, line), cuts: [] })
  }
  return joined(readings)
}

/** A job of at: the environment that it was left in, then the commands. */
export const readAtJob: Reader = ({ text, path }) => {
  const start = text.search(/^(?:cd [^\n]*\|\| \{|\$\{SHELL:-)/m)
  // The environment of who made the job, as assignments: only what follows says what it does.
  const line = start === -1 ? 1 : text.slice(0, start).split('\n').length
  return start === -1 ? readScript({ text, path }) : commandsIn(text.slice(start), { line })
}

/** `/etc/incron.d/*`: a path, events, a command. */
export const readIncron: Reader = ({ text }) => {
  const readings = [...logicalLines(text)].map(({ line, text: content }) => {
    const [, command] = /^\s*[^#\s]\S*\s+\S+\s+(.*)$/s.exec(content) ?? []
    return command === undefined ? NOTHING : commandsIn(command, { line })
  })
  return joined(readings)
}
