/** In the tar of a layer, marks a folder as opaque. */
export const OPAQUE = '.wh..wh..opq'

const WHITEOUT = '.wh.'

/** Whether a name marks a deletion in the tar of a layer. In the file system of a container it is a name like any other. */
export function isMarkName(name: string): boolean {
  return name.startsWith(WHITEOUT)
}

/** A name that a file can have in a layer: that of a mark gets another first character, so that it hides nothing and is looked at. */
export function shownName(name: string): string {
  return isMarkName(name) ? `%2E${name.slice(1)}` : name
}

/** A path of such names. */
export function shownPath(path: string): string {
  return path.includes(`/${WHITEOUT}`) ? path.split('/').map(shownName).join('/') : path
}
