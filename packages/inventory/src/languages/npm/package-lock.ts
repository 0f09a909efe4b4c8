import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { asText, jsonOf, membersOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Locks inside locks of version 1: honest ones have less than ten. */
const MAX_DEPTH = 64

/**
 * npm's lock files: `packages` by folder (versions 2 and 3), else `dependencies` in each other (1). The hidden one in
 * `node_modules` says what npm put there.
 */
export const packageLock: PackageReader = {
  id: 'npm-lock',
  names: ['package-lock.json', 'npm-shrinkwrap.json', '.package-lock.json'],
  max: mib(32),
  read({ path, bytes }) {
    const lock = jsonOf(bytes)
    const findings = new Findings()
    const isInstalled = path.endsWith('/node_modules/.package-lock.json')
    if (lock['packages'] === undefined) addDependencies(lock, findings)
    for (const [folder, entry] of membersOf(lock['packages'])) {
      // The empty name is the project itself; a link's package has its own entry.
      if (folder === '' || entry['link'] === true || entry['extraneous'] === true) continue
      const at = folder.lastIndexOf('node_modules/')
      // Workspaces are the project's own: they have a version only where they are published.
      const name = asText(entry['name']) ?? (at < 0 ? undefined : folder.slice(at + 'node_modules/'.length))
      findings.add({
        type: 'npm',
        name,
        version: asText(entry['version']),
        isInstalled: isInstalled && at >= 0,
        licenses: [asText(entry['license'])],
        meta: entry['dev'] === true ? { isDevelopment: true } : undefined,
      })
    }
    return findings.reading
  },
}

function addDependencies(lock: JsonObject, findings: Findings): void {
  const open = [{ lock, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [key, entry] of membersOf(next.lock['dependencies'])) {
      const said = asText(entry['version']) ?? ''
      const [, alias, version] = /^npm:(.+)@([^@]+)$/.exec(said) ?? []
      // A version that is an address names a repository or an archive: only the name of that package is known.
      const isAddress = /^(?:https?|git|git\+|file|github|ssh|link):?/.test(said) && /[:/]/.test(said)
      findings.add({ type: 'npm', name: alias ?? key, version: version ?? (isAddress ? '' : said), isInstalled: false })
      if (next.depth >= MAX_DEPTH) findings.cut(`its dependencies stand more than ${MAX_DEPTH} deep in each other`)
      else if (Object.keys(asObject(entry['dependencies'])).length > 0)
        open.push({ lock: entry, depth: next.depth + 1 })
    }
  }
}
