import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asText, jsonOf, membersOf, textOf } from '../formats.ts'
import { plainJson } from '../json-with-comments.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'

/** What a program of .NET is made of; it stands beside its assemblies. */
export const depsJson: PackageReader = {
  id: 'dotnet-deps',
  extensions: ['.json'],
  path: /\.deps\.json$/i,
  max: mib(16),
  read: ({ bytes }) => readDeps(bytes),
}

/** The libraries of a `deps.json`, and the files that they answer for. */
export function readDeps(bytes: Uint8Array): Reading {
  const deps = jsonOf(Buffer.from(plainJson(textOf(bytes))))
  const findings = new Findings()
  const libraries = asObject(deps['libraries'])
  for (const [key, library] of membersOf(libraries)) {
    const slash = key.lastIndexOf('/')
    // The runtime that the SDK packs into a program is a package under a name of its own.
    const name = key.slice(0, Math.max(0, slash)).replace(/^runtimepack\./, '')
    const isOwn = library['type'] === 'project' || library['type'] === 'reference'
    const isPlaceholder = isOwn && /\.(?:Reference)$/.test(name)
    if (!isPlaceholder) findings.add({ type: 'nuget', name, version: key.slice(slash + 1), isInstalled: true })
  }
  const claims = new Set<string>()
  for (const [, target] of membersOf(deps['targets'])) {
    for (const [, library] of membersOf(target)) {
      for (const part of ['runtime', 'native', 'runtimeTargets', 'resources']) {
        for (const [path] of membersOf(library[part])) claims.add(path.slice(path.lastIndexOf('/') + 1).toLowerCase())
      }
    }
  }
  if (claims.size > MAX_CLAIMS) findings.cut('it lists more files than are read')
  return { ...findings.reading, claims: [...claims].slice(0, MAX_CLAIMS).filter((name) => name.length <= 200) }
}

const MAX_CLAIMS = 4000

/** NuGet's lock file, and the list of the older form of projects. */
export const nugetLock: PackageReader = {
  id: 'dotnet-lock',
  names: ['packages.lock.json'],
  max: mib(16),
  read({ bytes }) {
    const findings = new Findings()
    for (const [, framework] of membersOf(jsonOf(bytes)['dependencies'])) {
      for (const [name, entry] of membersOf(framework)) {
        if (entry['type'] === 'Project') continue
        findings.add({
          type: 'nuget',
          name,
          version: asText(entry['resolved']),
          isInstalled: false,
          meta: entry['type'] === 'Transitive' ? { isIndirect: true } : undefined,
        })
      }
    }
    return findings.reading
  },
}

/** `packages.config`. */
export const packagesConfig: PackageReader = {
  id: 'dotnet-packages-config',
  names: ['packages.config'],
  max: mib(2),
  read({ bytes }) {
    const findings = new Findings()
    for (const [tag] of textOf(bytes).matchAll(/<package\s[^<>]{1,2000}>/g)) {
      const field = (name: string): string | undefined =>
        new RegExp(`\\s${name}\\s*=\\s*["']([^"']{1,200})["']`).exec(tag)?.[1]
      const isDevelopment = field('developmentDependency') === 'true'
      findings.add({
        type: 'nuget',
        name: field('id'),
        version: field('version'),
        isInstalled: false,
        meta: isDevelopment ? { isDevelopment } : undefined,
      })
    }
    return findings.reading
  },
}
