/** In the tar of a layer, marks a folder as opaque. */
export const OPAQUE = '.wh..wh..opq'

const WHITEOUT = '.wh.'

/** Whether a name marks a deletion in the tar of a layer. In the file system of a container it is a name like any other. */
export function isMarkName(name: string): boolean {
  return name.startsWith(WHITEOUT)
}

/** What `shownName` makes of the name of a mark, of that, and so on. */
const SHOWN = /^%(?:25)*2Ewh[.]/

/**
 * A name that a file can have in a layer: that of a mark gets another first character, so that it hides nothing and is looked
 * at. No two names become one, or a file could take the place of another.
 */
export function shownName(name: string): string {
  if (isMarkName(name)) return `%2E${name.slice(1)}`
  return SHOWN.test(name) ? `%25${name.slice(1)}` : name
}

/** A path of such names. */
export function shownPath(path: string): string {
  return path.includes('wh.') ? path.split('/').map(shownName).join('/') : path
}

/** Why a file has another path in the layer than in its file system. */
export const renamed = (shown: string): string => `its name means something else in a layer; it is read as ${shown}`
