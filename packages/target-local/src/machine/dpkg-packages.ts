import type { FileSystem, RuntimeProgram } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'

type Package = NonNullable<RuntimeProgram['package']>

/** The database of dpkg, as far as it says which of `names` are installed. */
export async function readDpkg(files: FileSystem, names: ReadonlySet<string>): Promise<ReadonlyMap<string, Package>> {
  const bytes = await files.readFile('/var/lib/dpkg/status', { max: mib(64) }).catch(() => undefined)
  const found = new Map<string, Package>()
  if (bytes === undefined) return found
  for (const paragraph of Buffer.from(bytes).toString('utf8').split('\n\n')) {
    const name = /^Package: (\S+)/.exec(paragraph)?.[1]
    if (name === undefined || !names.has(name)) continue
    const version = /^Version: (\S+)/m.exec(paragraph)?.[1]
    if (version !== undefined && /^Status: \S+ \S+ installed$/m.test(paragraph))
      found.set(name, { manager: 'deb', name, version })
  }
  return found
}

/** Whether a package of dpkg brought a file. */
export async function bringsFile(files: FileSystem, name: string, path: string): Promise<boolean> {
  for (const list of [
    `/var/lib/dpkg/info/${name}.list`,
    `/var/lib/dpkg/info/${name}:amd64.list`,
    `/var/lib/dpkg/info/${name}:arm64.list`,
  ]) {
    const bytes = await files.readFile(list, { max: mib(4) }).catch(() => undefined)
    // On a merged /usr the list says /sbin, the machine /usr/sbin.
    if (bytes !== undefined) {
      const paths = new Set(Buffer.from(bytes).toString('utf8').split('\n'))
      return paths.has(path) || paths.has(path.replace(/^\/usr/, ''))
    }
  }
  return false
}
