import { content, defineInspector, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Inspector } from '@veinmind/sdk'

/** The sections of a file of pacman's database by their names: lines that are not empty. */
export type PacmanSections = Readonly<Record<string, readonly string[]>>

const FILE = /^(?<folder>(?<root>\/|\/.*\/)var\/lib\/pacman\/local\/[^/]+\/)(?<kind>desc|files|mtree)$/
const WANTED = new Set(['NAME', 'VERSION', 'BASE', 'ARCH', 'URL', 'LICENSE', 'PACKAGER', 'FILES', 'BACKUP'])

/** Whose files a file of the database tells, and below which root. */
export function placeOfPacman(
  path: string,
): { readonly folder: string; readonly root: string; readonly kind: string } | undefined {
  const { folder, root, kind } = FILE.exec(path)?.groups ?? {}
  return folder === undefined || root === undefined || kind === undefined ? undefined : { folder, root, kind }
}

/** Reads `desc` and `files` of the packages that pacman has installed. */
export const pacmanLocal: Inspector<PacmanSections> = defineInspector<PacmanSections>({
  id: 'pacman-local',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/pacman/local/'] },
  wants: ({ path }) =>
    path.includes('/var/lib/pacman/local/') && !path.endsWith('/mtree') && FILE.test(path) && content({ max: mib(16) }),
  inspect({ bytes }) {
    const sections = new Map<string, string[]>()
    let open: string[] | undefined
    for (const line of decodeName(bytes).split('\n')) {
      const [, name] = /^%([A-Z0-9]{1,20})%$/.exec(line) ?? []
      if (name !== undefined) {
        open = WANTED.has(name) && !sections.has(name) ? [] : undefined
        if (open !== undefined) sections.set(name, open)
      } else if (line !== '') open?.push(line.slice(0, 4096))
    }
    return sections.size === 0 ? undefined : Object.fromEntries(sections)
  },
})
