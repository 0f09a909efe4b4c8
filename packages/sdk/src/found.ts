import type { Entry } from './entry.ts'
import type { Location } from './events.ts'

/** A record of an inspector with the place of its file. */
export interface Found<R> {
  readonly record: R
  readonly entry: Entry
  /** Path, layer, history step and what hides it: ready to be reported. */
  readonly location: Location
  /** False when an upper layer deletes or replaces the file: it still ships inside the image. */
  readonly visible: boolean
  /** The file is in a container's own layer: it was made or changed since the container was started from its image. */
  readonly isChange?: true
}
