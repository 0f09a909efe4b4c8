import type { FileSystem, Found, RecordsOf } from '@veinmind/sdk'

/** What a host has of an entity, for a plugin in another process. */
export interface GivenEntity {
  readonly files: FileSystem
  /** The records of one of the plugin's inspectors, as the host has them. */
  records(inspector: RecordsOf<unknown>): readonly Found<unknown>[]
}
