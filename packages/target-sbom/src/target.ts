import { toVeinmindError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'

/** Bills of materials of files. Their packages are facts that they bring along: nothing else is read. */
export const sbomTarget: Target = defineTarget({
  name: 'sbom',
  description: 'bills of materials: CycloneDX, SPDX and the JSON of syft, also in attestations',
  kinds: ['sbom'],
  usage: 'file|-',
  examples: ['scan sbom bom.cdx.json', 'syft nginx:1.27 -o json | veinmind scan sbom -'],
  async *discover(targets, { signal }: TargetContext): AsyncGenerator<Discovered> {
    // Readers of formats are loaded when there is something to read: help needs none.
    const { readSbomFile } = await import('./read-file.ts')
    const { openSbom } = await import('@veinmind/inventory')
    for (const target of targets) {
      signal.throwIfAborted()
      try {
        const { entity } = openSbom(await readSbomFile(target, signal), target)
        yield { entity, source: 'file' }
      } catch (error) {
        signal.throwIfAborted()
        yield { target, error: toVeinmindError(error) }
      }
    }
  },
})
