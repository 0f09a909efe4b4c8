import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { decodeName } from '@veinmind/sdk/target'
import type { Container, Process } from '@veinmind/sdk'
import { capabilityNames } from './capabilities.ts'
import { coveredProcesses, unlistedProcesses } from './hidden-processes.ts'
import { readKernelFile } from './kernel-file.ts'
import { readDescriptors } from './open-files.ts'
import type { Sockets } from './open-files.ts'
import { readMappedFiles } from './mapped-files.ts'

/** Where the processes of a container are looked for. */
export interface ProcessQuery {
  /** `/proc`, or that of the host where it is mounted elsewhere. */
  readonly proc: string
  /** Its first process, as the host numbers it. */
  readonly pid: number
  /** Texts of which one must be in the control group or the mounts of that process: proof that it is on this machine. */
  readonly marks: readonly string[]
  /** Takes a note where there are more processes than are read. */
  readonly missing?: Container['missing'][number][]
  /** Processes that are read at most. */
  readonly most?: number
}

const MAX_PROCESSES = 10_000
const CLOCK_TICKS = 100

/**
 * The processes of a container, from `/proc`: those of the namespace of its first process, or its descendants where it
 * shares that of the host. Undefined when the process is not on this machine, or may not be looked at.
 */
export function readProcesses({
  proc,
  pid,
  marks,
  missing,
  most = MAX_PROCESSES,
}: ProcessQuery): readonly Process[] | undefined {
  const first = readStatus(proc, pid)
  const namespace = readLink(join(proc, String(pid), 'ns/pid'))
  if (first === undefined || namespace === undefined || !hasMark(proc, pid, marks)) return undefined
  const isShared = namespace === (readLink(join(proc, '1/ns/pid')) ?? readLink(join(proc, 'self/ns/pid')))
  const pids = readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const all = pids.slice(0, MAX_PROCESSES * 10)
  const statuses = new Map<number, Status>()
  for (const each of all) {
    const status =
      isShared || readLink(join(proc, String(each), 'ns/pid')) === namespace ? readStatus(proc, each) : undefined
    if (status !== undefined) statuses.set(each, status)
  }
  const unlisted = unlistedProcesses(proc, pid, { listed: new Set(pids) })
  for (const each of unlisted) {
    const status = readStatus(proc, each)
    if (status !== undefined) statuses.set(each, status)
  }
  const inside = isShared ? descendants(statuses, pid) : [...statuses.keys()]
  const surroundings: Surroundings = {
    statuses,
    started: bootTime(proc),
    sockets: new Map(),
    covered: coveredProcesses(proc, pid),
    unlisted: new Set(unlisted),
  }
  if (inside.length > most || pids.length > all.length) {
    missing?.push({
      what: 'processes',
      reason: `there are more than ${most}: the rest was not read`,
      hint: 'stop those that are not needed, and scan again',
    })
  }
  return inside
    .sort((a, b) => a - b)
    .slice(0, most)
    .flatMap((each) => {
      const status = statuses.get(each)
      return status === undefined ? [] : [toProcess(proc, status, surroundings)]
    })
}

/** Whether one of `marks` is in the control group or the mounts of a process. */
export function hasMark(proc: string, pid: number, marks: readonly string[]): boolean {
  const place = `${readText(join(proc, String(pid), 'cgroup')) ?? ''}\n${readText(join(proc, String(pid), 'mountinfo')) ?? ''}`
  return marks.some((mark) => mark !== '' && place.includes(mark))
}

interface Status {
  readonly hostPid: number
  readonly fields: ReadonlyMap<string, string>
}

function readStatus(proc: string, pid: number): Status | undefined {
  const text = readText(join(proc, String(pid), 'status'))
  if (text === undefined) return undefined
  const fields = text
    .split('\n')
    .map((line) => /^(\w+):\s*(.*)$/.exec(line))
    .filter((match) => match !== null)
  return { hostPid: pid, fields: new Map(fields.map(([, name = '', value = '']) => [name, value])) }
}

function descendants(statuses: ReadonlyMap<number, Status>, root: number): number[] {
  const inside = new Set([root])
  for (let size = 0; size !== inside.size;) {
    size = inside.size
    for (const [pid, { fields }] of statuses) if (inside.has(Number(fields.get('PPid')))) inside.add(pid)
  }
  return [...inside]
}

interface Surroundings {
  readonly statuses: ReadonlyMap<number, Status>
  readonly started: number | undefined
  readonly sockets: Sockets
  /** Numbers in the container over whose folders something is mounted. */
  readonly covered: ReadonlySet<number>
  readonly unlisted: ReadonlySet<number>
}

function toProcess(proc: string, { hostPid, fields }: Status, surroundings: Surroundings): Process {
  const { statuses, started, sockets } = surroundings
  const folder = join(proc, String(hostPid))
  const parent = statuses.get(Number(fields.get('PPid')))
  const capabilities = ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map(
    (set) => [KINDS[set] ?? set, capabilityNames(fields.get(`Cap${set}`) ?? '')] as const,
  )
  const env = readText(join(folder, 'environ'))
  const ticks = Number(/\)(?: \S+){19} (\d+)/.exec(readText(join(folder, 'stat')) ?? '')?.[1])
  const descriptors = readDescriptors(folder, sockets)
  const mapped = readMappedFiles(folder)
  const texts = Object.entries({ cwd: readLink(join(folder, 'cwd')), exe: readLink(join(folder, 'exe')) })
  return {
    pid: innerPid({ hostPid, fields }),
    hostPid,
    ...(parent === undefined ? {} : { parent: innerPid(parent) }),
    name: fields.get('Name') ?? '',
    args: splitZeros(readText(join(folder, 'cmdline')) ?? ''),
    ...(env === undefined ? {} : { env: splitZeros(env) }),
    ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)),
    uids: numbers(fields.get('Uid')),
    gids: numbers(fields.get('Gid')),
    capabilities: Object.fromEntries(capabilities),
    ...(started === undefined || Number.isNaN(ticks) ? {} : { started: started + (ticks / CLOCK_TICKS) * 1000 }),
    ...tracerOf(proc, fields, statuses),
    ...hiddenFrom({ hostPid, fields }, surroundings),
    ...(descriptors === undefined ? {} : { descriptors }),
    ...(mapped === undefined || mapped.isCut ? {} : { mapped: mapped.files }),
  }
}

function tracerOf(proc: string, fields: Status['fields'], statuses: Surroundings['statuses']): Pick<Process, 'tracer'> {
  const hostPid = Number(fields.get('TracerPid') ?? 0)
  if (!(hostPid > 0)) return {}
  const own = statuses.get(hostPid)
  const status = own ?? readStatus(proc, hostPid)
  const exe = readLink(join(proc, String(hostPid), 'exe'))
  return {
    tracer: {
      hostPid,
      ...(own === undefined ? {} : { pid: innerPid(own) }),
      name: status?.fields.get('Name') ?? '',
      ...(exe === undefined ? {} : { exe }),
    },
  }
}

function hiddenFrom(status: Status, { covered, unlisted }: Surroundings): Pick<Process, 'hiddenFrom'> {
  const views = [
    ...(covered.has(innerPid(status)) ? (['mount'] as const) : []),
    ...(unlisted.has(status.hostPid) ? (['listing'] as const) : []),
  ]
  return views.length === 0 ? {} : { hiddenFrom: views }
}

const KINDS: Readonly<Record<string, string>> = {
  Inh: 'inheritable',
  Prm: 'permitted',
  Eff: 'effective',
  Bnd: 'bounding',
  Amb: 'ambient',
}

/** The last number of `NSpid` is that of the innermost namespace. */
function innerPid({ hostPid, fields }: Status): number {
  return numbers(fields.get('NSpid')).at(-1) ?? hostPid
}

function numbers(text = ''): readonly number[] {
  return text.split(/\s+/).filter(Boolean).map(Number)
}

function splitZeros(text: string): readonly string[] {
  const parts = text.split('\0')
  if (parts.at(-1) === '') parts.pop()
  return parts
}

/** Milliseconds since 1970 at the start of the machine. */
function bootTime(proc: string): number | undefined {
  const seconds = /^btime (\d+)$/m.exec(readText(join(proc, 'stat')) ?? '')?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

function readText(path: string): string | undefined {
  const bytes = readKernelFile(path)
  return bytes === undefined ? undefined : decodeName(bytes)
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
