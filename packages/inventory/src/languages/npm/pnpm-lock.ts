import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asText, membersOf, yamlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/**
 * pnpm's lock file of every version, and the one that it leaves in `node_modules/.pnpm`. A package is a key: `/name/1.0.0_peer@2` up to
 * version 5, `/name@1.0.0(peer@2)` in 6, `name@1.0.0(peer@2)` in 9.
 */
export const pnpmLock: PackageReader = {
  id: 'pnpm-lock',
  names: ['pnpm-lock.yaml', 'shrinkwrap.yaml', 'lock.yaml'],
  path: /\/(?:pnpm-lock|shrinkwrap|node_modules\/\.pnpm\/lock)\.yaml$/,
  max: mib(32),
  read({ path, bytes }) {
    const lock = yamlOf(bytes)
    const findings = new Findings()
    const isInstalled = path.endsWith('/node_modules/.pnpm/lock.yaml')
    const major = Number.parseInt(asText(lock['lockfileVersion'] ?? lock['shrinkwrapVersion']) ?? '', 10)
    const packages = { ...asObject(lock['packages']), ...asObject(lock['snapshots']) }
    for (const [key, entry] of membersOf(packages)) {
      const inKey = major < 6 ? oldKey(key) : newKey(key)
      const own = asObject(asObject(lock['packages'])[key])
      findings.add({
        type: 'npm',
        name: asText(entry['name']) ?? asText(own['name']) ?? inKey?.name,
        version: asText(entry['version']) ?? asText(own['version']) ?? inKey?.version,
        isInstalled,
        meta: entry['dev'] === 'true' ? { isDevelopment: true } : undefined,
      })
    }
    return findings.reading
  },
}

interface Key {
  readonly name: string
  readonly version: string
}

/** `name@1.0.0(peer@2)`, up to version 8 with a slash before it. Undefined for an address or a file in place of the version. */
function newKey(key: string): Key | undefined {
  const [bare = ''] = key.replace(/^\//, '').split('(', 1)
  const at = bare.indexOf('@', 1)
  if (at < 0) return undefined
  const version = bare.slice(at + 1)
  return { name: bare.slice(0, at), version: /^\d/.test(version) ? version : '' }
}

/** `/@scope/name/1.0.0_peer@2` or `registry.example.org/name/1.0.0/peer@2`. */
function oldKey(key: string): Key | undefined {
  const segments = key.split('/').slice(1)
  const name = segments[0]?.startsWith('@') === true ? segments.splice(0, 2).join('/') : segments.shift()
  const [version = ''] = (segments[0] ?? '').split('_', 1)
  return name === undefined || name === '' ? undefined : { name, version: /^\d/.test(version) ? version : '' }
}
