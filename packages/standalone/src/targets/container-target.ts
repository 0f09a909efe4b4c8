import type { Target } from '@veinmind/sdk/target'
import { containerTarget as plainTarget } from '@veinmind/target-local'
import { withBase } from './with-base.ts'

/** Containers of this machine, with which of their images' layers are their base's. */
export const containerTarget: Target = withBase(
  plainTarget,
  async () => (await import('./image-target.ts')).imageTarget,
)
