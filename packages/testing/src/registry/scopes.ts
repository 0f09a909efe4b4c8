import type { Access } from './types.ts'

/** `repository:name:pull,push` as one access for each action; names may hold colons (a port). */
export function parseScope(scope: string): Access[] {
  const first = scope.indexOf(':')
  const last = scope.lastIndexOf(':')
  const type = scope.slice(0, first)
  if ((type !== 'repository' && type !== 'registry') || last <= first) return []
  const name = scope.slice(first + 1, last)
  return scope
    .slice(last + 1)
    .split(',')
    .map((action) => ({ type, name, action }))
}

/** Whether a token's `scope` is enough for `access`. */
export function covers(scope: Access, access: Access): boolean {
  return (
    scope.type === access.type && scope.name === access.name && (scope.action === access.action || scope.action === '*')
  )
}
