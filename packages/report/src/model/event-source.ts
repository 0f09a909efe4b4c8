import type { TargetReference } from './model.ts'

/** Who reports an event, about what. */
export interface EventSource {
  readonly plugin: string
  readonly target: TargetReference
  /** Address of the plugin's documentation; a rule without one of its own has its anchor there. */
  readonly docs?: string
}
