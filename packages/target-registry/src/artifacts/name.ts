import { registryError } from '../errors.ts'
import { isDigest, isRepository, isTag } from '../reference.ts'

/** `repository`, `repository:tag` or `repository@digest`, without a host. */
export function splitName(name: string): { readonly repository: string; readonly reference?: string } {
  const at = name.indexOf('@')
  const colon = name.indexOf(':')
  const cut = at === -1 ? colon : at
  const repository = cut === -1 ? name : name.slice(0, cut)
  const reference = cut === -1 ? undefined : name.slice(cut + 1)
  const isReference = reference === undefined || (at === -1 ? isTag(reference) : isDigest(reference))
  if (!isRepository(repository) || !isReference) {
    throw registryError('REGISTRY_REFERENCE_INVALID', `"${name}" is not repository:tag or repository@digest`, {
      hint: "the host is the registry's: leave it out",
    })
  }
  return { repository, ...(reference !== undefined && { reference }) }
}
