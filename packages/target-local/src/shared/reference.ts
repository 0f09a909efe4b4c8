/** A reference to an image as Docker reads it, with the defaults filled in. */
export interface ImageReference {
  /** `docker.io/library/nginx`. */
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

const MAX_LENGTH = 1024
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/i
const TAG = /^\w[\w.-]{0,127}$/
const REPOSITORY = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?(?:\/[a-z0-9._-]+)+$/i

/** Reads `[host/]path[:tag][@digest]` (distribution's reference grammar); undefined when the text is none. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const at = text.indexOf('@')
  const digest = at === -1 ? undefined : text.slice(at + 1)
  const named = at === -1 ? text : text.slice(0, at)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const tag = colon === -1 ? undefined : named.slice(colon + 1)
  const repository = withDefaults(colon === -1 ? named : named.slice(0, colon))
  if (!REPOSITORY.test(repository)) return undefined
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest))) return undefined
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

function withDefaults(name: string): string {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(0, slash))
  const isHost = slash !== -1 && (/[.:]/.test(first) || first === 'localhost')
  if (isHost) return name.replace(/^index\.docker\.io\//, 'docker.io/')
  return slash === -1 ? `docker.io/library/${name}` : `docker.io/${name}`
}
