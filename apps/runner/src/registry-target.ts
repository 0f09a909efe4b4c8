import type { Target } from '@veinmind/sdk/target'
import { registryTarget as plainTarget } from '@veinmind/target-registry'
import { withAttached } from '@veinmind/target-sbom'

/** Images of registries, with what is attached to them there. */
export const registryTarget: Target = withAttached(plainTarget)
