import type { ActiveInspector } from '../plan/active-inspectors.ts'
import type { InspectorResult } from '../read/results.ts'
import type { LayerFacts } from './stored-layer.ts'

/** All that a scan needs to know of a layer. */
export interface LayerData extends LayerFacts {
  /** Verified: computed while the layer was read, or given by a source that can be trusted. */
  readonly diffId: string
  readonly source: 'read' | 'cache'
  readonly results: ReadonlyMap<ActiveInspector, InspectorResult>
  /** Inspectors for which the layer was read a second time. */
  readonly reread: ReadonlySet<ActiveInspector>
}
