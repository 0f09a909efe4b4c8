import type { Call } from './jobs.ts'
import type { Death } from './worker-handle.ts'

/** Modules that ended a worker while they were imported: none is started with them again. */
export interface BrokenModules {
  /** Why the module of this call must not be used; undefined when it may. */
  reasonOf(call: Pick<Call, 'inspector'>): string | undefined
  /** The error of the call that a worker died in. */
  blame(death: Death): string
}

/** No module is broken. */
export function createBrokenModules(): BrokenModules {
  const broken = new Map<string, { readonly reason: string }>()
  return {
    reasonOf: ({ inspector }) => broken.get(inspector.owner.module ?? '')?.reason,
    blame({ reason, culprit, wasLoading }) {
      const module = culprit?.inspector.owner.module
      if (!wasLoading || module === undefined) return reason
      const fault = { reason: `the plugin's module cannot be loaded: ${reason}` }
      broken.set(module, fault)
      return fault.reason
    },
  }
}
