/**
 * `path` as an absolute path inside a root: one leading slash, no empty, `.` or `..` component, no trailing slash. A
 * `..` at the root stays at the root, so the result never leaves it.
 */
export function cleanPath(path: string): string {
  if (isClean(path)) return path
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The folder that holds `path`; `/` for `/` itself. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** The last component of `path`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function isClean(path: string): boolean {
  if (path.charCodeAt(0) !== 47) return false
  if (path.length > 1 && path.charCodeAt(path.length - 1) === 47) return false
  return !path.includes('//') && !path.includes('/.')
}
