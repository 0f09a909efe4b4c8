import type { Outcome, ReportService } from '@veinmind/report'
import type { Registry } from '@veinmind/internal/services'
import type { EntityKind } from '@veinmind/sdk'
import type { GivenEntity } from '../entity/given-entity.ts'
import type { PluginChoice } from '../plan/active-plugins.ts'
import type { LayerCache } from '../store/cache.ts'

/** What a scan works with. Times are in milliseconds. */
export interface ScanOptions extends PluginChoice {
  /** Records of layers that were seen before. Without one, nothing outlives the scan. */
  readonly cache?: LayerCache
  /**
   * Where events go; by default a service of the scan's own, which keeps all in memory. One that is given puts very many findings on
   * disk, and is closed by who made it, when its report was read.
   */
  readonly report?: ReportService
  /** Services of the host. One that has the report namespace gets the events of every plugin. */
  readonly registry?: Registry
  /** Aborted: what was found so far is reported, and what was not scanned is said. */
  readonly signal?: AbortSignal
  /** How many targets were asked for: a report of a scan that was ended early counts those that were not reached. */
  readonly asked?: number
  /** For the whole scan; none by default. */
  readonly timeout?: number
  /** For one plugin's `scan` of one entity; by default 5 minutes. */
  readonly pluginTimeout?: number
  /** For one call of `inspect`, to which a second is added for each MiB of the file; by default 10 seconds. */
  readonly inspectTimeout?: number
  /** Entities that are scanned at the same time; by default 2. */
  readonly concurrency?: number
  /** Workers that inspect files; by default one for each processor, at most 4. 0: files are inspected in the process. */
  readonly workers?: number
  /** Memory of one worker in MiB, its heap and its buffers; by default 512. */
  readonly workerMemory?: number
  /** What the report says that it was made by. */
  readonly tool?: { readonly name: string; readonly version: string }
  /** Leaves secrets readable in the report; by default false. */
  readonly showSecrets?: boolean
  /** What the host that runs this plugin in a process of its own has of the one entity: no layer is read here then. */
  readonly given?: GivenEntity
  /** Called as the scan goes on. What it throws is ignored. */
  readonly onProgress?: (progress: Progress) => void
  /** Folder that the private spool folder is made in, when one is needed; by default that of the system. */
  readonly spoolDir?: string
}

/** What happens while a scan runs. */
export type Progress =
  /** An entity is begun. `bytes`: its layers as stored. */
  | {
      readonly kind: 'target'
      readonly target: string
      readonly name: string
      readonly type: EntityKind
      readonly layers: number
      readonly bytes: number
    }
  /** A layer is at hand: read, or known from the cache or from another entity of the scan. */
  | {
      readonly kind: 'layer'
      readonly target: string
      readonly digest: string
      readonly bytes: number
      readonly source: 'read' | 'cache' | 'none'
    }
  /** So many more stored bytes of a layer were read. */
  | { readonly kind: 'bytes'; readonly digest: string; readonly bytes: number }
  /** A plugin begins or ends its scan of an entity. */
  | { readonly kind: 'plugin'; readonly target: string; readonly plugin: string; readonly outcome?: Outcome }
  /** An entity is done and closed. */
  | { readonly kind: 'done'; readonly target: string; readonly outcome: Outcome }
