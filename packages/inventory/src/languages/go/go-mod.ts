import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** The folder of a module in Go's own store, where capital letters are written `!a`. */
const STORED = /\/pkg\/mod\/(?:cache\/download\/)?(?<path>[^@]+)@(?<version>v[^/@]+)\/go\.mod$/
const REQUIRE = /^(?:require\s+)?(?<name>[^\s()]+)\s+(?<version>v\d[^\s]*)\s*(?<comment>\/\/.*)?$/
const REPLACE =
  /^(?:replace\s+)?(?<name>[^\s()]+)(?:\s+(?<version>v[^\s]+))?\s+=>\s+(?<to>[^\s]+)(?:\s+(?<toVersion>v[^\s]+))?/

/** `go.mod`: what a module asks for, with what replaces it. In Go's store it says that the module itself is there. */
export const goMod: PackageReader = {
  id: 'go-mod',
  names: ['go.mod'],
  max: mib(2),
  read({ path, bytes }) {
    const findings = new Findings()
    const stored = STORED.exec(path)?.groups
    if (stored !== undefined) {
      const name = (stored['path'] ?? '').replaceAll(/!([a-z])/g, (_, letter: string) => letter.toUpperCase())
      findings.add({ type: 'golang', name, version: stored['version'], isInstalled: true })
      return findings.reading
    }
    const { required, replaced } = readLines(textOf(bytes))
    for (const { name, version, isIndirect } of required) {
      const by = replaced.get(`${name} ${version}`) ?? replaced.get(name)
      const isFolder = by !== undefined && by.version === ''
      findings.add({
        type: 'golang',
        name: by === undefined || isFolder ? name : by.name,
        version: by === undefined ? version : by.version,
        isInstalled: false,
        meta:
          isIndirect || isFolder
            ? { ...(isIndirect ? { isIndirect } : {}), ...(isFolder ? { origin: by.name } : {}) }
            : undefined,
      })
    }
    return findings.reading
  },
}

/** What stands in a vendor folder: `# path version [=> path version]`. Its code is here, as source. */
export const vendorModules: PackageReader = {
  id: 'go-vendor',
  names: ['modules.txt'],
  path: /\/vendor\/modules\.txt$/,
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    for (const line of textOf(bytes).split(/\r?\n/)) {
      const [, name, version, to, toVersion] = /^# (\S+) (v\S+)(?: => (\S+)(?: (v\S+))?)?$/.exec(line) ?? []
      if (name === undefined) continue
      if (to !== undefined && toVersion !== undefined)
        findings.add({ type: 'golang', name: to, version: toVersion, isInstalled: false })
      else
        findings.add({
          type: 'golang',
          name,
          version: to === undefined ? version : '',
          isInstalled: false,
          meta: to === undefined ? undefined : { origin: to },
        })
    }
    return findings.reading
  },
}

interface Lines {
  readonly required: readonly { readonly name: string; readonly version: string; readonly isIndirect: boolean }[]
  /** By the name, or by the name and the version where only that one is replaced. */
  readonly replaced: ReadonlyMap<string, { readonly name: string; readonly version: string }>
}

function readLines(text: string): Lines {
  const required: Lines['required'][number][] = []
  const replaced = new Map<string, { readonly name: string; readonly version: string }>()
  let block = ''
  for (const raw of text.split(/\r?\n/, 200_000)) {
    const line = raw.trim()
    if (line.length > 2048) continue
    const [, opened] = /^(\w+)\s*\($/.exec(line) ?? []
    if (opened !== undefined) block = opened
    else if (line === ')') block = ''
    else if (block === 'require' || line.startsWith('require ')) {
      const { name, version, comment = '' } = REQUIRE.exec(line)?.groups ?? {}
      if (name !== undefined && version !== undefined)
        required.push({ name, version, isIndirect: /\/\/\s*indirect\b/.test(comment) })
    } else if (block === 'replace' || line.startsWith('replace ')) {
      const { name = '', version, to = '', toVersion = '' } = REPLACE.exec(line)?.groups ?? {}
      if (name !== '')
        replaced.set(version === undefined ? name : `${name} ${version}`, { name: to, version: toVersion })
    }
  }
  return { required, replaced }
}
