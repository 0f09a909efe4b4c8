import { option, usageError } from '@veinmind/sdk'
import type { Image, OptionSpec } from '@veinmind/sdk'
import type { Target, TargetContext } from '@veinmind/sdk/target'

/** The id of the fact `baseImage` of `@veinmind/inventory`. */
const FACT = '@veinmind/inventory/base-image'

const BASE: { readonly base: OptionSpec<string | undefined> } = {
  base: option.string('image that the others were built on: says which findings came with it', {
    placeholder: 'path|image',
  }),
}

/** A target of images that says which of their layers are those of `--base`. Nothing of that image is read but its configuration. */
export function withBase(target: Target): Target {
  return {
    ...target,
    options: { ...target.options, ...BASE },
    async *discover(words, context) {
      const { base, ...options } = context.options as Readonly<Record<string, unknown>>
      if (typeof base !== 'string') {
        yield* target.discover(words, context)
        return
      }
      const bases = await findBases(base, target, { ...context, options })
      for await (const found of target.discover(words, { ...context, options }))
        yield 'entity' in found && found.entity.kind === 'image'
          ? { ...found, entity: withFact(found.entity, base, bases) }
          : found
    },
  }
}

/** The layers of the base, for each platform that it has. */
async function findBases(
  base: string,
  target: Target,
  context: TargetContext,
): Promise<readonly (readonly string[])[]> {
  const bases: (readonly string[])[] = []
  let reason = 'there is no such image'
  for await (const found of target.discover([base], context)) {
    if ('error' in found) reason = found.error.message
    if (!('entity' in found)) continue
    const { entity } = found
    if (entity.kind === 'image') bases.push(entity.layers.map(({ diffId }) => diffId))
    await entity.close?.()
  }
  if (bases.length === 0)
    throw usageError('USAGE', `--base ${base}: ${reason}`, { hint: 'name it as you would name an image to scan' })
  return bases
}

function withFact(image: Image, name: string, bases: readonly (readonly string[])[]): Image {
  const layers = image.layers.map(({ diffId }) => diffId)
  const own = bases.find(
    (one) => one.length > 0 && one.every((diffId, index) => diffId !== '' && layers[index] === diffId),
  )
  return own === undefined
    ? {
        ...image,
        facts: { ...image.facts, [FACT]: null },
        notes: [...(image.notes ?? []), `its lowest layers are not those of --base ${name}`],
      }
    : { ...image, facts: { ...image.facts, [FACT]: { name, layers: own.length, by: 'layers' } } }
}
