import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A process whose root is asked for. */
export interface RootMountQuery {
  readonly proc: string
  readonly pid: number
  /** Text that must be in its control group or among its mounts: proof that it is the container's. */
  readonly mark: string
}

/** The options of the overlay that a process has as its root: `upperdir`, `lowerdir`, …; undefined when it has none. */
export function rootMountOptions({ proc, pid, mark }: RootMountQuery): ReadonlyMap<string, string> | undefined {
  try {
    const mounts = readFileSync(join(proc, String(pid), 'mountinfo'), 'utf8')
    const cgroup = readFileSync(join(proc, String(pid), 'cgroup'), 'utf8')
    if (!mounts.includes(mark) && !cgroup.includes(mark)) return undefined
    const root = mounts
      .split('\n')
      .map((line) => line.split(' '))
      .find((fields) => fields[4] === '/')
    const options = root?.at(-1)
    if (options === undefined || root?.[root.indexOf('-') + 1] !== 'overlay') return undefined
    return new Map(
      options
        .split(',')
        .map((option) => [option.slice(0, option.indexOf('=')), unescapeMount(option.slice(option.indexOf('=') + 1))]),
    )
  } catch {
    return undefined
  }
}

/** Blanks and their like are written as `\040`. */
export function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
