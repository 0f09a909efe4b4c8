import { lstatSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The machine whose engines are looked at: this one, or the one whose root is mounted in a container. */
export interface Host {
  /** `/`, or where its root is mounted. */
  readonly root: string
  /** Its `/proc`. */
  readonly proc: string
  /** Where a path of that machine is here. Links are followed as that machine would, so that they never leave its root. */
  path(path: string): string
}

const MAX_LINKS = 40

/** The machine whose root is `root`; by default LIBVEINMIND_HOST_ROOTFS says it, else it is this one. */
export function findHost(root: string = process.env['LIBVEINMIND_HOST_ROOTFS'] || '/'): Host {
  return { root, proc: join(root, 'proc'), path: (path) => (root === '/' ? path : resolveInside(root, path)) }
}

function resolveInside(root: string, path: string): string {
  const rest = path.split('/').filter(Boolean)
  let at: string[] = []
  let links = 0
  while (rest.length > 0) {
    const name = rest.shift() as string
    if (name === '.') continue
    if (name === '..') {
      at.pop()
      continue
    }
    const target = linkTarget(join(root, ...at, name))
    if (target === undefined || links >= MAX_LINKS) {
      at.push(name)
      continue
    }
    links += 1
    if (target.startsWith('/')) at = []
    rest.unshift(...target.split('/').filter(Boolean))
  }
  return join(root, ...at)
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined
  } catch {
    return undefined
  }
}
