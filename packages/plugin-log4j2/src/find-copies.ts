import type { Found, Location, ScanContext } from '@veinmind/sdk'
import { archives } from './archives.ts'
import { folders } from './folders.ts'
import type { FolderRecord } from './folders.ts'
import type { Product } from './products.ts'

/** A copy of log4j in an entity. */
export interface PlacedCopy {
  readonly at: Location
  readonly signs: ReadonlySet<string>
  readonly product: Product | undefined
}

/** Every copy of log4j in the archives and folders of an entity, those that upper layers hide as well. */
export function findCopies(context: ScanContext): readonly PlacedCopy[] {
  return [...inArchives(context), ...inFolders(context)]
}

function inArchives(context: ScanContext): readonly PlacedCopy[] {
  return context.records(archives).flatMap(({ record, location }) =>
    record.copies.map(({ inside, root, signs, product }) => ({
      at: { ...location, path: `${location.path ?? ''}${inside}${isUsual(root) ? '' : `!/${root}log4j`}` },
      signs: new Set(signs),
      product,
    })),
  )
}

/** Whether the classes stand where log4j's own jar has them. */
function isUsual(root: string): boolean {
  return root === '' || root === 'org/apache/logging/' || root === 'org/apache/'
}

/**
 * The classes of one folder are one copy. It is made of the visible classes, or, when there are none, of those that an upper layer
 * hides.
 */
function inFolders(context: ScanContext): readonly PlacedCopy[] {
  const all = context.records(folders)
  const classes = all.filter(({ record }) => record.product === undefined)
  const coordinates = all.filter(({ record }) => record.product !== undefined)
  return [...Map.groupBy(classes, ({ record }) => record.root)].flatMap(([root, found]) => {
    const visible = found.filter((one) => one.visible)
    const own = visible.length > 0 ? visible : found
    const [main] = own.toSorted((a, b) => rankOf(a) - rankOf(b))
    if (main === undefined) return []
    const signs = new Set(own.flatMap(({ record }) => record.signs))
    return [{ at: main.location, signs, product: productAt(root, signs, coordinates) }]
  })
}

/** The place of JndiLookup or JMSAppender, for which people look, is shown as the place of the copy. */
function rankOf({ location: { path = '' } }: Found<FolderRecord>): number {
  return /\/(?:JndiLookup|JMSAppender)\.class$/.test(path) ? 0 : 1
}

function productAt(
  root: string,
  signs: ReadonlySet<string>,
  coordinates: readonly Found<FolderRecord>[],
): Product | undefined {
  const near = coordinates.filter(
    ({ record }) => root.startsWith(record.root) && record.product?.name.endsWith('log4j-core') === signs.has('core'),
  )
  const longest = Math.max(...near.map(({ record }) => record.root.length))
  const products = near.filter(({ record }) => record.root.length === longest).map(({ record }) => record.product)
  return new Set(products.map((one) => one?.version)).size === 1 ? products[0] : undefined
}
