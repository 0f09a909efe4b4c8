import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** What LuaRocks installed, and specifications in source trees. */
export const rockspec: PackageReader = {
  id: 'lua-rockspec',
  extensions: ['.rockspec'],
  max: mib(1),
  read({ path, bytes }) {
    const text = textOf(bytes)
    const field = (name: string): string | undefined =>
      new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*["']([^"'\\n]{1,200})["']`, 'm').exec(text)?.[1]
    // Versions often are put together from variables: the name of the file has the whole.
    const [, fileName, fileVersion] = /\/([^/]+?)-((?:\d|scm|dev)[^/-]*-\d+)\.rockspec$/.exec(path) ?? []
    const findings = new Findings()
    findings.add({
      type: 'luarocks',
      name: field('package') ?? fileName,
      version: field('version') ?? fileVersion,
      isInstalled: /\/luarocks\/rocks[^/]*\//.test(path),
      licenses: [field('license')],
    })
    return findings.reading
  },
}
