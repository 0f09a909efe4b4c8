import { parseImageReference } from './reference.ts'
import type { ImageReference } from './reference.ts'

/** An image as a source lists it. */
export interface ListedImage {
  /** The source's own id, such as `sha256:…`. */
  readonly id: string
  /** Names with tags: `nginx:1.27`. */
  readonly tags: readonly string[]
  /** Names with digests: `nginx@sha256:…`. */
  readonly digests: readonly string[]
}

/**
 * The images that `pattern` names, in the order of libveinmind: an id, the start of an id or of a digest, a name of one word, a
 * repository (every tag of it), a reference with a tag or a digest. The first kind that fits anything decides. Nothing or `*` is
 * all.
 */
export function findImages<I extends ListedImage>(images: readonly I[], pattern: string): readonly I[] {
  if (pattern === '' || pattern === '*') return images
  for (const fits of matchers(pattern)) {
    const found = images.filter(fits)
    if (found.length > 0) return found
  }
  return []
}

type Matcher = (image: ListedImage) => boolean

function matchers(pattern: string): readonly Matcher[] {
  const hex = pattern.toLowerCase().replace(/^sha256:/, '')
  const list: Matcher[] = [({ id }) => id === pattern]
  const startsAfter = (text: string, mark: string): boolean =>
    text.slice(text.lastIndexOf(mark) + mark.length).startsWith(hex)
  if (/^[0-9a-f]{1,64}$/.test(hex))
    list.push(
      ({ id }) => startsAfter(id, ':'),
      ({ digests }) => digests.some((digest) => startsAfter(digest, '@sha256:')),
    )
  const wanted = parseImageReference(pattern)
  if (wanted !== undefined) list.push((image) => names(image).some((name) => isNamed(name, wanted)))
  // Podman calls what it has built or loaded itself `localhost/…`.
  const own = parseImageReference(`localhost/${pattern}`)
  if (own !== undefined) list.push((image) => names(image).some((name) => isNamed(name, own)))
  // A word that is no repository of its own: `app` for `registry.local/team/app`, and `app:1.4` likewise.
  if (wanted !== undefined && !pattern.includes('/')) {
    const last = wanted.repository.slice(wanted.repository.lastIndexOf('/') + 1)
    list.push((image) =>
      names(image).some(
        (name) => name.repository.endsWith(`/${last}`) && isNamed({ ...name, repository: wanted.repository }, wanted),
      ),
    )
  }
  return list
}

function names({ tags, digests }: ListedImage): readonly ImageReference[] {
  return [...tags, ...digests].flatMap((text) => parseImageReference(text) ?? [])
}

/** With a digest the tag says nothing more, as for Docker. */
function isNamed(name: ImageReference, wanted: ImageReference): boolean {
  if (name.repository !== wanted.repository) return false
  if (wanted.digest !== undefined) return name.digest === wanted.digest
  return wanted.tag === undefined || name.tag === wanted.tag
}
