import { accessSync, constants, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { run } from './command.ts'
import { withLock } from './lock.ts'
import { withRetries } from './retries.ts'
import { TOOLS } from './tools.ts'
import type { Source, ToolName } from './tools.ts'

/** Absolute path of a tool, installed first when it is missing. Throws when it cannot be had. */
export async function requireTool(name: ToolName): Promise<string> {
  const paths = await requireTools([name])
  return paths[name]
}

/** Absolute paths of several tools; what is missing of Debian's packages is installed at once. */
export async function requireTools<N extends ToolName>(names: readonly N[]): Promise<Record<N, string>> {
  const missing = names.map((name): Source => TOOLS[name]).filter((source) => find(source) === undefined)
  const packages = missing.flatMap((source) => ('apt' in source ? [source.apt] : []))
  if (packages.length > 0) await installPackages(packages)
  for (const source of missing) {
    if ('go' in source) await withLock('go', () => withRetries(() => installGo(source)))
    if ('pip' in source) await withLock('pip', () => withRetries(() => installPip(source)))
  }
  return Object.fromEntries(names.map((name) => [name, found(name)])) as Record<N, string>
}

function found(name: ToolName): string {
  const path = find(TOOLS[name])
  if (path === undefined) throw new Error(`${name} is still missing after ${JSON.stringify(TOOLS[name])} was installed`)
  return path
}

function find(source: Source): string | undefined {
  if ('go' in source) return executable(join(folderOf(source), source.command))
  if ('pip' in source) return executable(join(folderOf(source), 'bin', source.command))
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const paths = folders.filter((folder) => folder !== '').map((folder) => executable(join(folder, source.command)))
  return paths.find((path) => path !== undefined)
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return path
  } catch {
    return undefined
  }
}

/** Installs packages of Debian. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  await withLock('apt', () => withRetries(() => aptInstall(packages)))
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3']
  // RUNLEVEL: a package's server is not to be started by its installation, tests start their own.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await run('apt-get', [...options, 'update'], { env })
  await run('apt-get', [...options, 'install', '--no-install-recommends', '-y', ...new Set(packages)], { env })
}

async function installGo(source: Extract<Source, { go: string }>): Promise<void> {
  if (find(source) !== undefined) return
  const folder = folderOf(source)
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  const env = { GOBIN: partial, CGO_ENABLED: '0', GOFLAGS: '' }
  await run('go', ['install', '-ldflags', '-s -w', `${source.go}@${source.version}`], { env })
  renameSync(partial, folder)
}

/** Into a virtual environment, which cannot be moved; pip writes the commands of a package last. */
async function installPip(source: Extract<Source, { pip: string }>): Promise<void> {
  if (find(source) !== undefined) return
  const folder = folderOf(source)
  await run('python3', ['-m', 'venv', '--clear', folder])
  await run(join(folder, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `${source.pip}==${source.version}`,
  ])
}

function folderOf(source: Extract<Source, { version: string }>): string {
  return join(cacheFolder(), `${source.command}-${source.version}`)
}
