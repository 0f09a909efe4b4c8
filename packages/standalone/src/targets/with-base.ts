import { option, usageError } from '@veinmind/sdk'
import type { Entity, OptionSpec } from '@veinmind/sdk'
import type { Target, TargetContext } from '@veinmind/sdk/target'

/** The id of the fact `baseImage` of `@veinmind/inventory`. */
const FACT = '@veinmind/inventory/base-image'

const BASE: { readonly base: OptionSpec<string | undefined> } = {
  base: option.string('image that the others were built on: says which findings came with it', {
    placeholder: 'path|image',
  }),
}

/**
 * A target of images or containers that says which of their layers are those of `--base`. Nothing of that image is read but its configuration;
 * `images` finds it, where it is not the target itself.
 */
export function withBase(target: Target, images?: () => Promise<Target>): Target {
  return {
    ...target,
    options: { ...target.options, ...BASE },
    async *discover(words, context) {
      const { base, ...options } = context.options as Readonly<Record<string, unknown>>
      if (typeof base !== 'string') {
        yield* target.discover(words, context)
        return
      }
      const finder = images ? await images() : target
      const bases = await findBases(base, finder, {
        ...context,
        options: images ? optionsFor(finder, options) : options,
      })
      for await (const found of target.discover(words, { ...context, options }))
        yield 'entity' in found ? { ...found, entity: withFact(found.entity, base, bases) } : found
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

/** What both targets can be told, but not where to look: a base may be anywhere. */
function optionsFor({ options }: Target, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [name, name === 'from' ? undefined : (given[name] ?? spec.default)]),
  )
}

function withFact(entity: Entity, name: string, bases: readonly (readonly string[])[]): Entity {
  const image = entity.kind === 'image' ? entity : entity.kind === 'container' ? entity.image : undefined
  if (image === undefined) return entity
  const layers = image.layers.map(({ diffId }) => diffId)
  const own = bases.find(
    (one) => one.length > 0 && one.every((diffId, index) => diffId !== '' && layers[index] === diffId),
  )
  const fact = own === undefined ? null : { name, layers: own.length, by: 'layers' }
  const known = { ...entity, facts: { ...entity.facts, [FACT]: fact } }
  if (own !== undefined) return known
  const why = `its lowest layers are not those of --base ${name}`
  if (known.kind === 'container') return { ...known, missing: [...known.missing, { what: 'base image', reason: why }] }
  return known.kind === 'image' ? { ...known, notes: [...(known.notes ?? []), why] } : known
}
