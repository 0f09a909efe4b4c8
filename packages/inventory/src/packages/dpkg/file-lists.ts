import { content, decodeName, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A `.list` or `.md5sums` of dpkg as it is: thousands of lines that few ask for. */
export interface DpkgFileList {
  readonly text: string
}

const FILE = /\/var\/lib\/dpkg\/(?:info|status\.d)\/(?<name>[^/:]+)(?::(?<arch>[^/]+))?\.(?<kind>list|md5sums)$/

/** What a file of dpkg lists: whose files, and what of them. */
export function fileListOf(
  path: string,
): { readonly package: string; readonly arch?: string; readonly kind: string } | undefined {
  const { name, arch, kind } = FILE.exec(path)?.groups ?? {}
  if (name === undefined || kind === undefined) return undefined
  return { package: name, ...(arch === undefined ? {} : { arch }), kind }
}

/** Keeps the lists of the files that packages have put in place, and of their digests. */
export const dpkgFileLists: Inspector<DpkgFileList> = defineInspector<DpkgFileList>({
  id: 'dpkg-file-lists',
  module: import.meta.url,
  version: 1,
  wants: ({ path }) =>
    (path.endsWith('.list') || path.endsWith('.md5sums')) && FILE.test(path) && content({ max: mib(16), over: 'head' }),
  inspect: ({ bytes }) => (bytes.length === 0 ? undefined : { text: decodeName(bytes) }),
})
