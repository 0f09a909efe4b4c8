import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** The licences that a Debian copyright file names, in its own words. */
export interface DebianCopyright {
  readonly licenses: readonly string[]
}

const FILE = /\/usr\/share\/doc\/(?<name>[^/]+)\/copyright$/
const MAX_LICENSES = 100

/** The package that a copyright file is of. */
export const packageOfCopyright = (path: string): string | undefined => FILE.exec(path)?.groups?.['name']

/** Reads copyright files: `License:` fields of machine-readable ones (copyright-format 1.0), the common licences that others point at. */
export const debianCopyrights: Inspector<DebianCopyright> = defineInspector<DebianCopyright>({
  id: 'debian-copyrights',
  module: import.meta.url,
  version: 2,
  offered: { paths: ['/copyright'] },
  wants: ({ path }) => path.endsWith('/copyright') && FILE.test(path) && content({ max: mib(4), over: 'head' }),
  inspect({ bytes, incomplete }) {
    const text = Buffer.from(bytes).toString('latin1')
    const found = new Set<string>()
    for (const [, name = ''] of text.matchAll(/^License:[ \t]*([^\n]{1,200})$/gim)) found.add(name.trim())
    if (found.size === 0)
      for (const [, name = ''] of text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.+-]{0,40})/g))
        found.add(name.replace(/[.,]+$/, ''))
    found.delete('')
    if (found.size > MAX_LICENSES)
      incomplete(`the file names ${found.size} licences, of which ${MAX_LICENSES} are told`)
    return found.size === 0 ? undefined : { licenses: [...found].slice(0, MAX_LICENSES) }
  },
})
