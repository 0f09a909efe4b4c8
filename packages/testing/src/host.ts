import type { Entry, FileSystem, Host, Layer, Machine, Sbom } from '@veinmind/sdk'
import { baseName, cleanPath, parentPath, VeinmindError } from '@veinmind/sdk'

/** What differs from a plain machine. */
export interface HostOptions extends Partial<Omit<Host, 'kind' | 'files' | 'machine'>> {
  /** Contents of files by their paths. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly machine?: Partial<Machine>
  /** The files as a layer, for plugins with inspectors. */
  readonly root?: Layer
}

/** A machine with these files. */
export function buildHost({ files = {}, machine, ...options }: HostOptions = {}): Host {
  const known = { hostname: 'node-1', platform: 'linux', architecture: 'x64', kernel: '6.1.0-18-amd64', ...machine }
  return {
    kind: 'host',
    id: `host:${known.hostname}`,
    name: known.hostname,
    machine: known,
    files: filesOf(files),
    ...options,
  }
}

/** A bill of materials; its packages are a fact in `facts`. */
export function buildSbom(options: Partial<Omit<Sbom, 'kind'>> = {}): Sbom {
  return { kind: 'sbom', id: 'sbom:app', name: 'app.cdx.json', format: 'cyclonedx', formatVersion: '1.6', ...options }
}

function filesOf(contents: Readonly<Record<string, string | Uint8Array>>): FileSystem {
  const plain = { uid: 0, gid: 0, userName: 'root', groupName: 'root', mtime: 0 }
  const entries = new Map<string, Entry>([['/', { ...plain, path: '/', type: 'directory', size: 0, mode: 0o755 }]])
  const bytes = new Map(Object.entries(contents).map(([path, text]) => [cleanPath(path), Buffer.from(text)]))
  for (const [path, content] of bytes) {
    for (let folder = parentPath(path); folder !== '/'; folder = parentPath(folder))
      entries.set(folder, { ...plain, path: folder, type: 'directory', size: 0, mode: 0o755 })
    entries.set(path, { ...plain, path, type: 'file', size: content.length, mode: 0o644 })
  }
  const stat = async (path: string): Promise<Entry> => {
    const entry = entries.get(cleanPath(path))
    if (!entry) throw new VeinmindError('FILE_NOT_FOUND', `${path} is not there`)
    return entry
  }
  const read = async (path: string): Promise<Buffer> => {
    const { type } = await stat(path)
    if (type !== 'file') throw new VeinmindError('FILE_IS_A_DIRECTORY', `${path} is a directory`)
    return bytes.get(cleanPath(path)) ?? Buffer.alloc(0)
  }
  const below = (root: string): readonly Entry[] =>
    [...entries.values()]
      .filter(({ path }) => path !== root && path.startsWith(root === '/' ? '/' : `${root}/`))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    stat,
    lstat: stat,
    realpath: async (path) => (await stat(path)).path,
    readdir: async (path) => below(cleanPath(path)).filter((entry) => parentPath(entry.path) === cleanPath(path)),
    readFile: read,
    async open(path) {
      const content = await read(path)
      return {
        size: content.length,
        path: baseName(path),
        read: async (at, length) => content.subarray(at, at + length),
      }
    },
    async *walk(root = '/') {
      yield* below(cleanPath(root))
    },
  }
}
