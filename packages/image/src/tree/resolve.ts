import { parentPath, VeinmindError } from '@veinmind/sdk'
import type { Located, ResolveOptions } from '../types.ts'

/** Links on one way, as Linux allows (path_resolution(7)). */
const MAX_LINKS = 40

/**
 * Follows `path` as a process inside the root would: `..` after the links before it, absolute targets from the root.
 * With `keepLast`, a link at the end stays. `visit` is told what stands at each step. What `link` says to stand at `path` is
 * not looked up, nor what is above it.
 */
export function resolvePath(
  lookup: (path: string) => Located | undefined,
  path: string,
  options: ResolveOptions = {},
): Located & { readonly path: string } {
  const { link, visit, keepLast } = options
  const folder = link && lookup(parentPath(path))
  // Hostile layers have links below what is no folder.
  const target = folder?.entry.type === 'directory' ? link?.entry.linkTarget : undefined
  if (link !== undefined && target !== undefined) visit?.(link)
  const parts = (target ?? path).split('/').toReversed()
  let [at, here] = target === undefined || target.startsWith('/') ? ['/', lookup('/')] : [parentPath(path), folder]
  let links = target === undefined ? 0 : 1
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === '' || part === '.') continue
    if (here?.entry.type !== 'directory') throw notADirectory(path, at)
    const place = part === '..' ? parentPath(at) : at === '/' ? `/${part}` : `${at}/${part}`
    const found = lookup(place)
    if (found === undefined) throw notFound(path)
    visit?.(found)
    const isLast = parts.every((rest) => rest === '' || rest === '.')
    if (found.entry.type !== 'symlink' || (isLast && keepLast)) {
      at = place
      here = found
      continue
    }
    links += 1
    if (links > MAX_LINKS) throw new VeinmindError('FILE_LINK_LOOP', `${path}: too many symbolic links on the way`)
    const next = found.entry.linkTarget ?? ''
    parts.push(...next.split('/').toReversed())
    if (!next.startsWith('/')) continue
    at = '/'
    here = lookup('/')
  }
  if (here === undefined) throw notFound(path)
  return { ...here, path: at }
}

/** The error of a path where nothing is. */
export function notFound(path: string): VeinmindError {
  return new VeinmindError('FILE_NOT_FOUND', `${path}: no such file`)
}

function notADirectory(path: string, at: string): VeinmindError {
  return new VeinmindError('FILE_NOT_A_DIRECTORY', `${path}: ${at} is not a folder`)
}
