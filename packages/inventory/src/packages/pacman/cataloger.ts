import type { Found } from '@veinmind/sdk'
import type { CatalogContext, Cataloger, PackageDraft } from '../cataloger.ts'
import { distroOf, upstreamOf } from '../distro.ts'
import type { OwnedFile } from '../model.ts'
import { pacmanLocal, placeOfPacman } from './local.ts'
import type { PacmanSections } from './local.ts'
import { filesOfTree, pacmanTrees } from './mtree.ts'
import type { PacmanTree } from './mtree.ts'

/** The packages of pacman: Arch Linux and its derivatives, MSYS2. */
export const pacman: Cataloger = {
  id: 'pacman',
  inspectors: [pacmanLocal],
  ownerInspectors: [pacmanTrees],
  *collect(context) {
    const found = context.records(pacmanLocal)
    const lists = byFolder(found.filter(({ entry }) => entry.path.endsWith('/files')))
    let trees: ReadonlyMap<string, PacmanTree> | undefined
    for (const { record, location, entry } of found) {
      const place = placeOfPacman(entry.path)
      const draft = place?.kind === 'desc' ? draftOf(record, place.root, context) : undefined
      if (place === undefined || draft === undefined) continue
      yield {
        ...draft,
        at: location,
        owns: (records) => {
          trees ??= records && byFolder(records(pacmanTrees))
          return ownedFiles(lists.get(place.folder), trees?.get(place.folder), place.root)
        },
      }
    }
  },
}

function byFolder<R>(found: readonly Found<R>[]): ReadonlyMap<string, R> {
  return new Map(
    found
      .filter(({ visible }) => visible)
      .map(({ record, entry }) => [placeOfPacman(entry.path)?.folder ?? '', record]),
  )
}

function draftOf(
  sections: PacmanSections,
  root: string,
  { systemAt }: CatalogContext,
): Omit<PackageDraft, 'at'> | undefined {
  const first = (name: string): string | undefined => sections[name]?.[0]
  const [name, version, arch, base] = [first('NAME'), first('VERSION'), first('ARCH'), first('BASE')]
  if (name === undefined || version === undefined) return undefined
  const system = systemAt(root)
  const source = base === undefined || base === name ? undefined : { name: base, version }
  const [homepage, maintainer] = [first('URL'), first('PACKAGER')]
  return {
    type: 'alpm',
    namespace: system?.family ?? 'arch',
    name,
    version,
    arch,
    source,
    licenses: sections['LICENSE'],
    qualifiers: { arch, distro: distroOf(system), upstream: source && upstreamOf(source, version) },
    meta: { ...(homepage === undefined ? {} : { homepage }), ...(maintainer === undefined ? {} : { maintainer }) },
  }
}

function* ownedFiles(
  list: PacmanSections | undefined,
  tree: PacmanTree | undefined,
  root: string,
): Generator<OwnedFile> {
  const details = tree && filesOfTree(tree)
  const configs = new Set((list?.['BACKUP'] ?? []).map((line) => line.split('\t', 1)[0]))
  for (const path of list?.['FILES'] ?? []) {
    if (path.endsWith('/')) continue
    yield { path: root + path, ...details?.get(`/${path}`), ...(configs.has(path) ? { isConfig: true } : {}) }
  }
}
