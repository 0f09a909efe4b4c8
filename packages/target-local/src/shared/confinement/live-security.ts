import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerSecurity, IdRange } from '@veinmind/sdk'
import { capabilityNames } from '../capabilities.ts'
import { readKernelFile } from '../kernel-file.ts'
import { hasMark } from '../processes.ts'

/** Namespaces as `/proc/<pid>/ns` names them, and as containers do. */
const NAMESPACES = { pid: 'pid', net: 'network', ipc: 'ipc', uts: 'uts', user: 'user', cgroup: 'cgroup' }
const MAX_RANGES = 340

/** The first process of a container that runs. */
export interface FirstProcess {
  readonly proc: string
  readonly pid: number
  /** Texts of which one proves that it is the container's. */
  readonly marks: readonly string[]
}

/** What the kernel says of how the first process is confined; empty when it is not on this machine or may not be looked at. */
export function readLiveSecurity({ proc, pid, marks }: FirstProcess): Partial<ContainerSecurity> {
  if (pid <= 0 || !hasMark(proc, pid, marks)) return {}
  const folder = join(proc, String(pid))
  const status = readText(join(folder, 'status'))
  if (status === undefined) return {}
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1]
  const bounding = capabilityNames(field('CapBnd') ?? '')
  const userMap = parseIdMap(readText(join(folder, 'uid_map')))
  const noNewPrivileges = field('NoNewPrivs')
  return {
    ...(bounding.length === 0 ? {} : { capabilities: bounding }),
    // 2 is a filter; what it lets through only its maker knows.
    ...(field('Seccomp') === '0' ? { seccomp: 'unconfined' } : {}),
    ...(noNewPrivileges === undefined ? {} : { noNewPrivileges: noNewPrivileges === '1' }),
    ...(userMap === undefined ? {} : { userMap }),
  }
}

/** The namespaces that a process shares with the machine, where both can be looked at. */
export function sharedNamespaces({ proc, pid }: Pick<FirstProcess, 'proc' | 'pid'>): ReadonlySet<string> {
  return new Set(
    Object.entries(NAMESPACES).flatMap(([name, ours]) => {
      const [own, machine] = [readLink(join(proc, String(pid), 'ns', name)), readLink(join(proc, '1/ns', name))]
      return own !== undefined && own === machine ? [ours] : []
    }),
  )
}

/** `/proc/<pid>/uid_map`; empty when it is that of the machine itself. */
function parseIdMap(text: string | undefined): readonly IdRange[] | undefined {
  if (text === undefined) return undefined
  const ranges = text.split('\n', MAX_RANGES).flatMap((line): IdRange[] => {
    const [inside, outside, count] = line.trim().split(/\s+/).map(Number)
    return inside === undefined || outside === undefined || count === undefined ? [] : [{ inside, outside, count }]
  })
  return ranges.some(({ inside, outside, count }) => inside === 0 && outside === 0 && count === 4_294_967_295)
    ? []
    : ranges
}

function readText(path: string): string | undefined {
  return readKernelFile(path)?.toString('latin1')
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
