import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readKernelFile } from './kernel-file.ts'

/** Threads of a process whose children are asked for, and processes that a control group lists. */
const MOST_THREADS = 200
const MOST_LISTED = 20_000

/**
 * Processes that the list of `/proc` lacks, and the kernel knows in other ways: as the children of those that are there, and as members
 * of the control group of the first. What has ended meanwhile is none: its folder is gone.
 */
export function unlistedProcesses(
  proc: string,
  first: number,
  {
    listed,
    list = () => names(proc),
  }: { readonly listed: ReadonlySet<number>; readonly list?: () => readonly string[] },
): readonly number[] {
  const known = [...controlGroup(proc, first), ...childrenOf(proc, first)]
  for (let at = 0; at < known.length && known.length < MOST_LISTED; at += 1) {
    const each = known[at]!
    if (!listed.has(each)) known.push(...childrenOf(proc, each).filter((child) => !known.includes(child)))
  }
  const missing = [...new Set(known)].filter((pid) => !listed.has(pid) && isThere(proc, pid))
  if (missing.length === 0) return []
  // What was started since the list was read is in it now.
  const now = new Set(list().map(Number))
  return missing.filter((pid) => !now.has(pid))
}

function isThere(proc: string, pid: number): boolean {
  return readKernelFile(join(proc, String(pid), 'status')) !== undefined
}

function childrenOf(proc: string, pid: number): readonly number[] {
  const folder = join(proc, String(pid), 'task')
  return names(folder)
    .slice(0, MOST_THREADS)
    .flatMap((thread) => numbers(readKernelFile(join(folder, thread, 'children'))))
}

/** Members of the control group of a process, where its hierarchy lies beside `/proc` (`/sys/fs/cgroup`). */
function controlGroup(proc: string, pid: number): readonly number[] {
  const text = readKernelFile(join(proc, String(pid), 'cgroup'))?.toString('latin1') ?? ''
  const lines = text.split('\n').map((line) => /^(\d+):([^:]*):(\/.*)$/.exec(line))
  const unified = lines.find((line) => line?.[1] === '0')
  const old = lines.find((line) => /(?:^|,)(?:pids|memory)(?:,|$)/.test(line?.[2] ?? ''))
  const group = old ?? unified
  // The group of all that is not sorted is no container's.
  if (group?.[3] === undefined || group[3] === '/' || group[3].includes('..')) return []
  const folder = join(dirname(proc), 'sys/fs/cgroup', group[2] === '' ? '' : (group[2]?.split(',')[0] ?? ''), group[3])
  return numbers(readKernelFile(join(folder, 'cgroup.procs')))
}

/** Numbers that processes have in the container, over whose folders of `/proc` something is mounted there. */
export function coveredProcesses(proc: string, pid: number): ReadonlySet<number> {
  const text = readKernelFile(join(proc, String(pid), 'mountinfo'))?.toString('latin1') ?? ''
  return new Set(
    text.split('\n').flatMap((line) => {
      const covered = /^(?:\S+ ){4}\/proc\/(\d+)(?:\/(?:cmdline|status|stat|exe|environ))? /.exec(line)?.[1]
      return covered === undefined ? [] : [Number(covered)]
    }),
  )
}

function numbers(bytes: Uint8Array | undefined): readonly number[] {
  if (bytes === undefined) return []
  const found = Buffer.from(bytes).toString('latin1').match(/\d+/g) ?? []
  return found
    .slice(0, MOST_LISTED)
    .map(Number)
    .filter((pid) => pid > 0)
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
