import { option, usageError } from '@veinmind/sdk'
import type { OptionSpecs } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import type { RegistryFlags } from '@veinmind/target-registry'

/** The flags of bills of materials that stand beside images. */
const SBOM_FLAGS: OptionSpecs = {
  'sbom-from': option.choice<string>(
    'where packages are known from: the image itself, or a bill of materials that is attached to it in its registry',
    ['image', 'registry'],
    { default: 'image' },
  ),
  'sbom-push': option.boolean('attach a bill of materials (CycloneDX) to the image in its registry'),
}

/**
 * A target of images that may have their packages from bills of materials in their registry (`--sbom-from registry`): the facts are brought
 * along, so that no layer is read for them.
 */
export function withAttached(target: Target): Target {
  return {
    ...target,
    options: { ...target.options, ...SBOM_FLAGS },
    async *discover(targets, context): AsyncGenerator<Discovered> {
      const { 'sbom-from': from, 'sbom-push': isPushed } = context.options as Readonly<Record<string, unknown>>
      if (from !== 'registry') {
        yield* target.discover(targets, context)
        return
      }
      if (isPushed === true)
        throw usageError(
          'USAGE',
          '--sbom-push attaches what was seen in the image, and --sbom-from registry sees nothing of it',
        )
      const { attachedTo } = await import('./attached.ts')
      const flags = context as unknown as TargetContext<RegistryFlags>
      for await (const found of target.discover(targets, context))
        yield 'entity' in found && found.entity.kind === 'image'
          ? { ...found, entity: await attachedTo(found.entity, found.source, flags) }
          : found
    },
  }
}
