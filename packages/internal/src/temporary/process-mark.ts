import { readFileSync, readlinkSync } from 'node:fs'

/** How long what a process of another process namespace left behind is spared, since nobody here can tell if it lives. */
const FOREIGN_AGE = 7 * 24 * 3600 * 1000

/**
 * A mark for names of files that live no longer than this process: `<pid>-<start>-<namespace>`. Process numbers are used
 * again, so the start time tells the next owner of a number from this one; two containers that share a folder have equal
 * numbers, so the namespace is part of it.
 */
export const PROCESS_MARK: string = `${process.pid}-${startTime(process.pid) ?? 0}-${namespace()}`

/** Matches a mark at the place where it stands in a name. */
export const MARK_PATTERN: string = String.raw`\d+-\d+-\d+`

/** Whether the process that made `mark` has ended; `age` is that of its file in milliseconds. */
export function isAbandoned(mark: string, age: number): boolean {
  const [pid, start, from] = mark.split('-').map(Number)
  if (!pid || start === undefined) return false
  if (from !== namespace()) return age > FOREIGN_AGE
  const now = startTime(pid)
  if (now !== undefined) return now !== start
  return !isRunning(pid)
}

/** Clock ticks after boot at which the process was started; undefined where there is no such process or no /proc. */
function startTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command, in parentheses, may hold spaces and parentheses: fields are counted after the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return undefined
  }
}

function namespace(): number {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 0)
  } catch {
    return 0
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
