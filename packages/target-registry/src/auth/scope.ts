/** What a request needs to do, in the token specification's words: `repository:app:pull`. */
export type Scope = string

/** Reading a repository. */
export const pullScope = (repository: string): Scope => `repository:${repository}:pull`

/** Writing to a repository. */
export const pushScope = (repository: string): Scope => `repository:${repository}:pull,push`

/** Listing every repository. */
export const CATALOG_SCOPE: Scope = 'registry:catalog:*'

/**
 * The scopes to ask for: the challenge's where it has some, since registries rename what they guard, but without
 * actions that were not wanted: a registry that asks for `push` or `delete` on a read gets a token for neither.
 */
export function scopesToAsk(wanted: Scope, challenged: string | undefined): readonly Scope[] {
  const offered = challenged?.split(' ').filter((scope) => scope !== '') ?? []
  if (offered.length === 0) return wanted.split(' ')
  const allowed = new Set(wanted.split(' ').flatMap((scope) => actionsOf(scope)))
  return offered.slice(0, 16).map((scope) => {
    const kept = actionsOf(scope).filter((action) => allowed.has(action))
    return scope.split(':').length < 3 ? scope : `${scope.slice(0, scope.lastIndexOf(':'))}:${kept.join(',')}`
  })
}

function actionsOf(scope: Scope): readonly string[] {
  return scope.split(':').length < 3 ? [] : scope.slice(scope.lastIndexOf(':') + 1).split(',')
}
