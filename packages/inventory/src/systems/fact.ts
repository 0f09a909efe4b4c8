import { defineFact } from '@veinmind/sdk'
import type { Fact, Found } from '@veinmind/sdk'
import { ecosystemOf } from './ecosystem.ts'
import { identify } from './identify.ts'
import type { Identity } from './identify.ts'
import type { OperatingSystem } from './model.ts'
import { placeOfRelease, releaseFiles } from './release-files.ts'
import type { ReleaseFile } from './release-files.ts'

/** Every operating system whose files an entity holds, by root; its own first. */
export const operatingSystems: Fact<readonly OperatingSystem[]> = defineFact({
  id: '@veinmind/inventory/operating-systems',
  inspectors: [releaseFiles],
  make(_entity, { records }) {
    const files = records(releaseFiles).filter(({ visible }) => visible)
    const byRoot = Map.groupBy(files, ({ entry }) => placeOfRelease(entry.path)?.root ?? '/')
    return Array.from(byRoot, ([root, own]) => systemOf(root, own))
      .filter((system) => system !== undefined)
      .sort((a, b) => (a.root < b.root ? -1 : 1))
  },
})

/** The operating system of an image or a container; `undefined` where nothing says which it is. */
export const operatingSystem: Fact<OperatingSystem | undefined> = defineFact({
  id: '@veinmind/inventory/operating-system',
  facts: [operatingSystems],
  make: async (_entity, { fact }) => (await fact(operatingSystems)).find(({ root }) => root === '/'),
})

function systemOf(root: string, files: readonly Found<ReleaseFile>[]): OperatingSystem | undefined {
  const known = files
    .map((file) => ({
      file,
      identity: identify(file.entry.path.slice(file.entry.path.lastIndexOf('/') + 1), file.record),
    }))
    .filter((one): one is { file: Found<ReleaseFile>; identity: Identity } => one.identity !== undefined)
    .sort((a, b) => rankOf(a.file) - rankOf(b.file))
  const [best] = known
  if (best === undefined) return undefined
  // Testing releases of Debian have no number: what other files say of the same family fills what the best leaves out.
  const same = known.filter(({ identity }) => identity.family === best.identity.family)
  const version =
    best.identity.version || (same.find(({ identity }) => identity.version !== '')?.identity.version ?? '')
  const codename = best.identity.codename ?? same.find(({ identity }) => identity.codename)?.identity.codename
  const identity = { ...best.identity, version, ...(codename === undefined ? {} : { codename }) }
  const ecosystem = ecosystemOf(identity)
  return { root, ...identity, ...(ecosystem === undefined ? {} : { ecosystem }), at: best.file.location }
}

const rankOf = ({ entry }: Found<ReleaseFile>): number => placeOfRelease(entry.path)?.rank ?? 99
