import { defineFact } from '@veinmind/sdk'
import type { Entity, Fact, Image } from '@veinmind/sdk'

/** The image that another was built on. Plain data. */
export interface BaseImage {
  /** As the annotations of the image's manifest, its labels or the user name it; empty where nothing does. */
  readonly name: string
  readonly digest?: string
  /** How many of the lowest layers are the base's. */
  readonly layers: number
  /** `layers`: the base was opened, and its layers are the lowest ones here. `history`: guessed from the build steps. */
  readonly by: 'layers' | 'history'
}

const KEY = 'org.opencontainers.image.base.'
/** Steps that say how an image is started, which most images end with. */
const START = /^(?:\/bin\/sh -c #\(nop\) +)?(?:CMD|ENTRYPOINT)\b/i

/**
 * The base of an image, or of the image of a container: the target tells it where it knows (`--base`), else its history does: what stands below the last
 * step that says how to start, of those that steps with layers follow, was an image of its own. `null` where nothing tells it.
 */
export const baseImage: Fact<BaseImage | null> = defineFact<BaseImage | null>({
  id: '@veinmind/inventory/base-image',
  make: (entity) => baseOf(entity) ?? null,
})

function baseOf(entity: Entity): BaseImage | undefined {
  const image = entity.kind === 'image' ? entity : entity.kind === 'container' ? entity.image : undefined
  return image && byHistory(image)
}

function byHistory({ history, config: { labels }, annotations = {}, layers: all }: Image): BaseImage | undefined {
  const last = history.findLastIndex(({ layer }) => layer !== undefined)
  const end = history.slice(0, Math.max(0, last)).findLastIndex(({ createdBy }) => START.test(createdBy))
  const layers = end < 0 ? 0 : history.slice(0, end).filter(({ layer }) => layer !== undefined).length
  if (layers === 0 || layers >= all.length) return undefined
  // Labels may be those of the base, which an image has from it.
  const name = annotations[`${KEY}name`] ?? labels[`${KEY}name`] ?? ''
  const digest = annotations[`${KEY}digest`] ?? labels[`${KEY}digest`]
  return {
    name: name.slice(0, 500),
    ...(digest === undefined ? {} : { digest: digest.slice(0, 200) }),
    layers,
    by: 'history',
  }
}
