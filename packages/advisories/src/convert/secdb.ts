import { asObject, isObject } from '@veinmind/internal'
import { idsIn } from '../ids.ts'
import type { Converted } from '../model.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import type { DocumentConverter } from './types.ts'

/** Security databases of Alpine (one a release and repository), Wolfi and Chainguard: JSON or YAML. */
export const secdb: DocumentConverter = {
  matches: ({ value }) => isObject(value) && Array.isArray(value['packages']) && 'reponame' in value,
  *convert({ path, value }) {
    const { distroversion, packages } = asObject(value)
    const meant = ecosystemOf(asObject(value))
    if (meant === undefined) {
      yield { kind: 'bad', where: path, reason: `no release is named for ${JSON.stringify(distroversion)}` }
      return
    }
    for (const each of packages as readonly unknown[]) {
      const { name, secfixes } = asObject(asObject(each)['pkg'])
      if (typeof name !== 'string') {
        yield { kind: 'bad', where: path, reason: 'a package has no name' }
        continue
      }
      yield* fixesOf(name, asObject(secfixes), meant)
    }
  },
}

interface Meant {
  readonly source: string
  readonly ecosystem: string
}

function* fixesOf(name: string, secfixes: Readonly<Record<string, unknown>>, meant: Meant): Generator<Converted> {
  const { source, ecosystem } = meant
  for (const [version, ids] of Object.entries(secfixes)) {
    for (const entry of Array.isArray(ids) ? ids : []) {
      const [id, ...aliases] = typeof entry === 'string' ? idsIn(entry.replace(/^CVE_/, 'CVE-')) : []
      if (id === undefined) continue
      // `0`: the packages never had it.
      if (version === '0') {
        yield { kind: 'left out', source, reason: 'not affected' }
        continue
      }
      const ranges = [[{ introduced: '0' }, { fixed: version }]]
      yield {
        kind: 'advisory',
        source,
        record: makeRecord({ id, aliases, affected: [makeAffected({ ecosystem, name, ranges })], isPart: true }),
      }
    }
  }
}

function ecosystemOf({ distroversion, urlprefix, apkurl }: Readonly<Record<string, unknown>>): Meant | undefined {
  const urls = `${String(urlprefix)} ${String(apkurl)}`
  if (urls.includes('wolfi')) return { source: 'Wolfi', ecosystem: 'Wolfi' }
  if (urls.includes('cgr.dev') || urls.includes('chainguard')) return { source: 'Chainguard', ecosystem: 'Chainguard' }
  const release = typeof distroversion === 'string' ? distroversion : ''
  if (/^v?\d+\.\d+$|^edge/.test(release))
    return { source: 'Alpine', ecosystem: `Alpine:${release.replace(/-main$/, '')}` }
  return undefined
}
