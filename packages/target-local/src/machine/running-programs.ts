import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { baseName } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import { readKernelFile } from '../shared/kernel-file.ts'

/** A process of a daemon that runs containers. */
export interface RunningProgram {
  readonly pid: number
  /** Name of its program, without its folder. */
  readonly program: string
  /** The program itself, where it may be looked at. */
  readonly path?: string
  readonly args: readonly string[]
}

const WANTED = new Set([
  'dockerd',
  'docker-daemon',
  'containerd',
  'podman',
  'crio',
  'kubelet',
  'buildkitd',
  'k3s',
  'k3s-server',
  'rke2',
])
const MAX_PROCESSES = 100_000
const MAX_FOUND = 50

/** The daemons among the processes of a machine. Those in a container of it are not its own: they have another pid namespace. */
export function findRunning(proc: string): readonly RunningProgram[] {
  const pids = listPids(proc).slice(0, MAX_PROCESSES)
  const machine = readLink(join(proc, '1/ns/pid'))
  const found: RunningProgram[] = []
  for (const pid of pids) {
    if (found.length === MAX_FOUND) break
    const args = decodeName(readKernelFile(join(proc, pid, 'cmdline')) ?? Buffer.alloc(0))
      .split('\0')
      .filter(Boolean)
    const program = baseName(args[0] ?? '')
    if (!WANTED.has(program)) continue
    const own = readLink(join(proc, pid, 'ns/pid'))
    if (machine !== undefined && own !== undefined && own !== machine) continue
    const path = readLink(join(proc, pid, 'exe'))
    found.push({ pid: Number(pid), program, args: args.slice(1), ...(path === undefined ? {} : { path }) })
  }
  return found
}

function listPids(proc: string): readonly string[] {
  try {
    return readdirSync(proc).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
