import type { Location } from '@veinmind/sdk'
import { repositoryOf } from '../model/repository-of.ts'
import type { TargetReference } from '../model/model.ts'
import { namesOfTarget } from '../model/target-places.ts'
import { wellFormed } from '../validate/well-formed.ts'

/**
 * Where something is as a path below the root of a repository of code, which is what code hosts want: of an image
 * `<repository>/<path in it>`, of infrastructure as code the path of the file. Never absolute, never upwards, never empty.
 */
export function filePath(target: TargetReference, { path, object }: Location): string {
  const inside = segments(path ?? '')
  const own = segments(ownName(target, path ?? ''))
  const isFile = target.kind === 'iac' || own.at(-1) === undefined
  const all = isFile && own.length > 0 ? own : [...own, ...inside]
  return (all.length > 0 ? all : segments(object ?? '')).join('/') || 'unknown'
}

/** The same as a relative reference of RFC 3986. */
export function fileUri(target: TargetReference, location: Location): string {
  const parts = wellFormed(filePath(target, location)).split('/').map(encodeURIComponent)
  // A first part with a colon would be a scheme; the colon is encoded by now.
  return parts.join('/')
}

/** The commit of a file that was had from a repository of git. */
export function commitOf({ kind, name }: TargetReference): string | undefined {
  return kind === 'iac' && name.includes('://') ? /@([0-9a-f]{12,64})\//.exec(name)?.[1] : undefined
}

function ownName(target: TargetReference, path: string): string {
  const name = namesOfTarget(target)[0]?.name ?? target.name
  if (target.kind === 'image' || target.kind === 'container') return repositoryOf(name)
  // A file of a repository of git is named by the address of the repository and its commit, too.
  if (commitOf(target) !== undefined) return path === '' ? name.replace(/^.*?@[0-9a-f]{12,64}\//, '') : path
  return target.kind === 'host' ? '' : name
}

function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
}
