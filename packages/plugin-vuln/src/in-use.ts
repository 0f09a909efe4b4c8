import type { FindOwners, Package } from '@veinmind/inventory'
import type { Entity, Process } from '@veinmind/sdk'

/** Whether a process of a running container has a package loaded. */
export interface Usage {
  /** `not seen`: every process was looked at, and none has a file of it loaded. */
  readonly inUse: 'yes' | 'not seen' | 'not known'
  /** Names and numbers of processes, the first few. */
  readonly by: readonly string[]
}

export type FindUsage = (item: Package) => Usage | undefined

const MOST_NAMED = 5
/** Programs that read what they run, and close it: of the files of their packages nothing is seen later. */
const INTERPRETER = /^(?:python|node|nodejs|ruby|perl|php|java|bash|dash|sh|lua|deno|bun)[\d.]*$/
/** Types whose packages are programs, or files that stay mapped while they are in use. */
const LOADED: ReadonlySet<string> = new Set([
  'deb',
  'rpm',
  'apk',
  'opkg',
  'alpm',
  'ebuild',
  'golang',
  'cargo',
  'generic',
])

/** Looks at the processes of a container; for all else, nothing is said of use. */
export async function createUsage(
  entity: Entity,
  all: readonly Package[],
  owners: () => Promise<FindOwners>,
): Promise<FindUsage> {
  if (entity.kind !== 'container' || (entity.state !== 'running' && entity.state !== 'paused')) return () => undefined
  const { processes } = entity
  if (processes === undefined) return () => ({ inUse: 'not known', by: [] })
  const loaded = filesOf(processes)
  const { owners: ownerOf, scripted } = (await owners())(loaded.keys())
  const users = new Map<string, Set<string>>()
  const add = (purl: string, by: ReadonlySet<string>): void =>
    void users.set(purl, new Set([...(users.get(purl) ?? []), ...by]))
  const folders = packageFolders(all)
  for (const [path, by] of loaded) {
    const owner = ownerOf.get(path)
    if (owner !== undefined) add(owner, by)
    const folder = folderOf(path, folders)
    if (folder !== undefined) add(folder, by)
  }
  for (const { purl, places } of all)
    for (const { path = '', hiddenBy } of places) {
      const by = hiddenBy === undefined ? loaded.get(path.split('!/', 1)[0] ?? '') : undefined
      if (by) add(purl, by)
    }
  const isWhole = processes.every(({ mapped }) => mapped !== undefined)
  return ({ purl, type }) => {
    const by = users.get(purl)
    if (by) return { inUse: 'yes', by: [...by].slice(0, MOST_NAMED) }
    return { inUse: isWhole && LOADED.has(type) && !scripted.has(purl) ? 'not seen' : 'not known', by: [] }
  }
}

/** The files that processes have mapped, opened or been told to run, and by whom. */
function filesOf(processes: readonly Process[]): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>()
  for (const process of processes) {
    const { name, pid, exe, mapped = [], descriptors = [] } = process
    const opened = descriptors.map(({ target }) => target).filter((target) => target.startsWith('/'))
    for (const path of [...(exe === undefined ? [] : [exe]), ...mapped, ...opened, ...scriptOf(process)])
      files.set(path, (files.get(path) ?? new Set()).add(`${name} (${pid})`))
  }
  return files
}

/** What an interpreter was told to run: the first word that is no option. */
function scriptOf({ exe = '', args, cwd = '/' }: Process): readonly string[] {
  if (!INTERPRETER.test(exe.slice(exe.lastIndexOf('/') + 1))) return []
  const script = args.slice(1).find((word) => !word.startsWith('-'))
  if (script === undefined || script.includes('\0')) return []
  const parts: string[] = []
  for (const part of (script.startsWith('/') ? script : `${cwd}/${script}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return [`/${parts.join('/')}`]
}

/** The folders that are a package: that of a `package.json`, and beside a `dist-info` the folder of the package's name. */
function packageFolders(all: readonly Package[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>()
  for (const { type, name, purl, places } of all)
    for (const { path = '', hiddenBy } of places) {
      if (hiddenBy !== undefined) continue
      const folder = path.slice(0, path.lastIndexOf('/'))
      if (type === 'npm' && path.endsWith('/package.json')) folders.set(folder, purl)
      const [, site] = type === 'pypi' ? (/^(.*)\/[^/]+\.(?:dist|egg)-info\//.exec(path) ?? []) : []
      if (site !== undefined) folders.set(`${site}/${name.toLowerCase().replaceAll(/[-.]/g, '_')}`, purl)
    }
  return folders
}

/** The innermost of the folders that a file is in. */
function folderOf(path: string, folders: ReadonlyMap<string, string>): string | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = folders.get(path.slice(0, end))
    if (found !== undefined) return found
  }
  return undefined
}
