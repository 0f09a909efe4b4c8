import { content, defineInspector, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Inspector } from '@veinmind/sdk'
import type { Cataloger } from '../cataloger.ts'
import { distroOf } from '../distro.ts'
import type { OwnedFile } from '../model.ts'

const FILE =
  /^(?<folder>(?<root>\/|\/.*\/)var\/db\/pkg\/(?<category>[A-Za-z0-9_.+-]+)\/(?<name>[A-Za-z0-9_+][A-Za-z0-9_.+-]*?)-(?<version>\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)\/)(?<kind>CONTENTS|LICENSE)$/

/** Keeps what portage writes of each package: the files that it has put in place, and the licence. */
export const portageFiles: Inspector<{ readonly text: string }> = defineInspector({
  id: 'portage-files',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/var/db/pkg/'] },
  wants: ({ path }) =>
    path.includes('/var/db/pkg/') &&
    (path.endsWith('/CONTENTS') || path.endsWith('/LICENSE')) &&
    FILE.test(path) &&
    content({ max: mib(16), over: 'head' }),
  inspect: ({ bytes }) => ({ text: decodeName(bytes) }),
})

/** The packages of portage: Gentoo and its derivatives. */
export const portage: Cataloger = {
  id: 'portage',
  inspectors: [portageFiles],
  *collect({ records, systemAt }) {
    const found = records(portageFiles)
    const licenses = new Map(
      found
        .filter(({ entry, visible }) => visible && entry.path.endsWith('/LICENSE'))
        .map(({ record, entry }) => [
          entry.path.slice(0, -'LICENSE'.length),
          record.text.trim().replaceAll(/\s+/g, ' '),
        ]),
    )
    for (const { record, location, entry } of found) {
      const { folder, root, category, name, version, kind } = FILE.exec(entry.path)?.groups ?? {}
      if (kind !== 'CONTENTS' || root === undefined || name === undefined || version === undefined) continue
      const license = licenses.get(folder ?? '')
      yield {
        type: 'ebuild',
        namespace: category,
        name: `${category}/${name}`,
        purlName: name,
        version,
        at: location,
        licenses: license === undefined ? [] : [license],
        qualifiers: { distro: distroOf(systemAt(root)) },
        owns: () => ownedFiles(record.text, root),
      }
    }
  },
}

/** `obj <path> <md5> <time>`, `sym <path> -> <target> <time>`, `dir <path>`: paths may have blanks. */
function* ownedFiles(contents: string, root: string): Generator<OwnedFile> {
  for (const line of contents.split('\n')) {
    const [, file, digest] = /^obj \/(.+) ([0-9a-f]{32}) \d+$/.exec(line) ?? []
    if (file !== undefined) yield { path: root + file, digest: `md5:${digest}` }
    const [, link] = /^sym \/(.+?) -> /.exec(line) ?? []
    if (link !== undefined) yield { path: root + link }
  }
}
