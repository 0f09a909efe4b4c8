import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A program that a file tells root to run. */
export interface RootJob {
  readonly line: number
  readonly program: string
}

const CRON =
  /^(?:\/etc\/(?:crontab|anacrontab|cron\.d\/[^/]+)|\/etc\/crontabs\/root|\/var\/spool\/cron\/(?:crontabs\/)?root)$/
const UNIT = /^(?:\/etc|\/lib|\/usr\/lib|\/usr\/local\/lib)\/systemd\/system\/(?:[^/]+\/)?[^/]+\.(?:service|socket)$/
/** A crontab of one user has no column for it. */
const OF_ROOT = /\/root$/
const MOST_JOBS = 200
const MOST_LINES = 5_000

/** Programs, by their whole paths, that crontabs and units of systemd run as root. */
export const rootJobs: Inspector<readonly RootJob[]> = defineInspector<readonly RootJob[]>({
  id: 'root-jobs',
  version: 1,
  offered: { types: ['file'] },
  wants: ({ path, type }) =>
    type === 'file' && (CRON.test(path) || UNIT.test(path)) && content({ max: kib(256), over: 'head' }),
  inspect({ entry, bytes, incomplete }) {
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\n')
    if (lines.length > MOST_LINES) incomplete(`only the first ${MOST_LINES} lines were read`)
    const read = lines.slice(0, MOST_LINES)
    const jobs = CRON.test(entry.path) ? jobsOfCron(read, OF_ROOT.test(entry.path)) : jobsOfUnit(read)
    return jobs.length === 0 ? undefined : jobs.slice(0, MOST_JOBS)
  },
})

function jobsOfCron(lines: readonly string[], isRoots: boolean): readonly RootJob[] {
  return lines.flatMap((text, index) => {
    const words = text.trim().split(/\s+/)
    if (words[0] === undefined || words[0] === '' || words[0].startsWith('#') || /^\w+\s*=/.test(text.trim())) return []
    const rest = words.slice(words[0].startsWith('@') ? 1 : 5)
    const command = isRoots ? rest : rest.slice(1)
    if (!isRoots && rest[0] !== 'root') return []
    return programsIn(command.join(' ')).map((program) => ({ line: index + 1, program }))
  })
}

function jobsOfUnit(lines: readonly string[]): readonly RootJob[] {
  const user = lines.map((text) => /^\s*(?:User|DynamicUser)\s*=\s*(\S+)/.exec(text)?.[1]).find(Boolean)
  if (user !== undefined && user !== 'root' && user !== '0' && user !== 'no') return []
  return lines.flatMap((text, index) => {
    const command = /^\s*Exec(?:Start|StartPre|StartPost|Reload|Stop|StopPost|Condition)\s*=\s*[-+!@:]*(.*)$/.exec(
      text,
    )?.[1]
    return programsIn(command ?? '').map((program) => ({ line: index + 1, program }))
  })
}

/** Whole paths in a command: its program, scripts that it is given, what follows a `;` or a pipe. */
function programsIn(command: string): readonly string[] {
  const paths = [...command.matchAll(/(?<![\w.~$}=-])\/[\w.+@-]+(?:\/[\w.+@-]+)*/g)].map(([path]) => path)
  return [...new Set(paths)].filter((path) => !/^\/(?:dev|proc|sys|tmp)(?:\/|$)/.test(path))
}
