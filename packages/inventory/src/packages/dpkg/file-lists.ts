import { content, defineInspector, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Inspector } from '@veinmind/sdk'

/** A list of dpkg as it is: thousands of lines that few ask for. */
export interface DpkgFileList {
  readonly text: string
}

const FILE = /\/var\/lib\/dpkg\/(?:info|status\.d)\/(?<name>[^/:]+)(?::(?<arch>[^/]+))?\.(?<kind>list|md5sums)$/

const LIST = content({ max: mib(16), over: 'head' })

/** The package that a list of dpkg belongs to, and what it lists. */
export function fileListOf(
  path: string,
): { readonly package: string; readonly arch?: string; readonly kind: string } | undefined {
  const { name, arch, kind } = FILE.exec(path)?.groups ?? {}
  if (name === undefined || kind === undefined) return undefined
  return { package: name, ...(arch === undefined ? {} : { arch }), kind }
}

/** Keeps the lists of files that packages have put in place; distroless images have those of digests in their stead. */
export const dpkgFileLists: Inspector<DpkgFileList> = defineInspector<DpkgFileList>({
  id: 'dpkg-file-lists',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/var/lib/dpkg/'] },
  wants: ({ path }) =>
    (path.endsWith('.list') || (path.endsWith('.md5sums') && path.includes('/status.d/'))) && FILE.test(path) && LIST,
  inspect: ({ bytes }) => (bytes.length === 0 ? undefined : { text: decodeName(bytes) }),
})

/** Keeps the lists of the digests of files. */
export const dpkgDigests: Inspector<DpkgFileList> = defineInspector<DpkgFileList>({
  id: 'dpkg-digests',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/var/lib/dpkg/'] },
  wants: ({ path }) => path.endsWith('.md5sums') && !path.includes('/status.d/') && FILE.test(path) && LIST,
  inspect: ({ bytes }) => (bytes.length === 0 ? undefined : { text: decodeName(bytes) }),
})
