import { existsSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { hostname, release } from 'node:os'
import { join } from 'node:path'
import type { FileSystem, Machine } from '@veinmind/sdk'
import { kib } from '@veinmind/sdk'
import { kernelPackageOf } from './kernel-package.ts'
import { readDaemons } from './read-daemons.ts'
import { readRuntimes } from './read-runtimes.ts'
import { readSecurityModules } from './read-security-modules.ts'
import { readSysctls } from './read-sysctls.ts'
import { findRunning } from './running-programs.ts'
import type { RunningProgram } from './running-programs.ts'

/** Where a machine is seen from here. */
export interface MachinePlace {
  readonly root: string
  readonly proc: string
}

/** Type of the file system of the second version of control groups (`CGROUP2_SUPER_MAGIC` of linux/magic.h). */
const CGROUP2 = 0x63677270
/** Of the first one: its hierarchies are mounted in a tmpfs, or it is one itself. */
const CGROUP1: ReadonlySet<number> = new Set([0x01021994, 0x0027e0eb])
const MAX_OS_RELEASE = kib(64)

/** What is known of the machine whose files these are; a machine that is mounted has the kernel that runs here. */
export async function readMachine(files: FileSystem, { root, proc }: MachinePlace): Promise<Machine> {
  const missing: NonNullable<Machine['missing']>[number][] = []
  const [osRelease, cgroup, name] = await Promise.all([readOsRelease(files), readCgroup(root), readName(files, root)])
  const kernelPackage = kernelPackageOf({
    release: release(),
    version: (await readText(files, '/proc/version', 4096)) ?? (await readOwn('/proc/version')),
    signature: (await readText(files, '/proc/version_signature', 4096)) ?? (await readOwn('/proc/version_signature')),
    system: osRelease?.['ID'] ?? '',
  })
  const running = process.platform === 'linux' ? findRunning(proc) : []
  noteUnseen({ root, proc, running, missing })
  const securityModules = process.platform === 'linux' ? await readSecurityModules(files, missing) : undefined
  const runtimes = await readRuntimes(files, running)
  for (const { name: program, path = '' } of runtimes.filter(({ version }) => version === undefined))
    missing.push({
      what: `version of ${program}`,
      reason: `nothing in ${path} or in the database of packages tells it`,
    })
  return {
    hostname: name,
    platform: process.platform,
    architecture: process.arch,
    kernel: release(),
    ...(osRelease ? { osRelease } : {}),
    ...(cgroup ? { cgroup } : {}),
    ...(kernelPackage ? { kernelPackage } : {}),
    sysctls: await readSysctls(files),
    ...(securityModules ? { securityModules } : {}),
    runtimes,
    daemons: await readDaemons(files, running),
    missing,
  }
}

interface Unseen extends MachinePlace {
  readonly running: readonly RunningProgram[]
  readonly missing: NonNullable<Machine['missing']>[number][]
}

/** Says where daemons may run that are not visible from here. */
function noteUnseen({ root, proc, running, missing }: Unseen): void {
  if (process.platform !== 'linux') return
  if (root !== '/' && !existsSync(join(proc, '1')))
    missing.push({
      what: 'processes of daemons',
      reason: `${proc} has no processes`,
      hint: 'in a container: --pid host, and the root of the machine with its /proc',
    })
  else if (running.some(({ path }) => path === undefined))
    missing.push({
      what: 'programs of daemons that run',
      reason: 'they may not be looked at by this user',
      hint: 'run the scan as root',
    })
}

async function readOwn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

async function readName(files: FileSystem, root: string): Promise<string> {
  if (root === '/') return hostname()
  const text = await readText(files, '/etc/hostname', 1024)
  return text?.trim().split('\n')[0] || hostname()
}

async function readOsRelease(files: FileSystem): Promise<Readonly<Record<string, string>> | undefined> {
  const text =
    (await readText(files, '/etc/os-release', MAX_OS_RELEASE)) ??
    (await readText(files, '/usr/lib/os-release', MAX_OS_RELEASE))
  return text === undefined ? undefined : parseOsRelease(text)
}

/** The names and values of os-release(5). */
export function parseOsRelease(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^([A-Z][A-Z0-9_]{0,99})=(.*)$/.exec(line.trim()) ?? []
    return name === '' ? [] : [[name, unquote(value).slice(0, 1000)]]
  })
  return Object.fromEntries(lines.slice(0, 100))
}

function unquote(value: string): string {
  const quote = value[0]
  const isQuoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
  return (isQuoted ? value.slice(1, -1) : value).replaceAll(/\\(["'$`\\])/g, '$1')
}

async function readCgroup(root: string): Promise<1 | 2 | undefined> {
  const found = await statfs(join(root, 'sys/fs/cgroup')).catch(() => undefined)
  if (found === undefined || process.platform !== 'linux') return undefined
  if (found.type === CGROUP2) return 2
  return CGROUP1.has(found.type) ? 1 : undefined
}

async function readText(files: FileSystem, path: string, max: number): Promise<string | undefined> {
  const bytes = await files.readFile(path, { max }).catch(() => undefined)
  return bytes && Buffer.from(bytes).toString('utf8')
}
