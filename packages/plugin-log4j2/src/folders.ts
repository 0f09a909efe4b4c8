import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import type { Product } from './products.ts'
import { productOfProperties, rootOfProperties, versionInProperties } from './products.ts'
import { signedClass } from './signs.ts'

/** A file of an archive of Java that was unpacked into a folder. */
export interface FolderRecord {
  /** The folder that its package stands in, or that its coordinates are of. */
  readonly root: string
  readonly signs: readonly string[]
  readonly product?: Product
}

/** Looks for classes of log4j that stand in folders. */
export const folders: Inspector<FolderRecord> = defineInspector<FolderRecord>({
  id: 'folders',
  module: import.meta.url,
  version: 1,
  offered: { types: ['file'], paths: ['log4j/', '/pom.properties'] },
  wants({ path, type }) {
    if (type !== 'file') return undefined
    const isWanted = path.endsWith('/pom.properties')
      ? productOfProperties(path) !== undefined
      : signedClass(path) !== undefined
    return isWanted && content({ max: mib(1) })
  },
  inspect({ entry: { path }, bytes }) {
    const found = signedClass(path)
    if (found !== undefined) return { root: found.root, signs: found.signs(bytes) }
    const name = productOfProperties(path)
    const version = versionInProperties(bytes)
    if (name === undefined || version === undefined) return undefined
    return { root: rootOfProperties(path), signs: [], product: { name, version } }
  },
})
