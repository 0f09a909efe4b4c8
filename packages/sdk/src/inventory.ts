import type { Location } from './events.ts'

/** A package that an entity holds, as `context.inventory` takes it: plain data, a fact and no finding. */
export interface InventoryPackage {
  /** Its type in a purl: `deb`, `npm`, `pypi`, … */
  readonly type: string
  /** As its ecosystem writes it: `@scope/name`, `group:artifact`. */
  readonly name: string
  /** As its ecosystem writes it; empty where it is not known. */
  readonly version: string
  /** Names it in its entity: what is said twice of one purl is one package, with all its places. */
  readonly purl: string
  /** What the OSV schema calls its ecosystem, with the release of its operating system: `Debian:12`. */
  readonly ecosystem?: string
  readonly arch?: string
  /** The source package that it was built from, where it has another name or version. */
  readonly source?: { readonly name: string; readonly version: string }
  readonly licenses?: readonly string[]
  /** False where nothing but a lock file or a build file asks for it. */
  readonly isInstalled?: boolean
  /** Where it was seen, what is visible first; steps of the history are left out, since nothing of an inventory is masked. */
  readonly places: readonly Location[]
  /** The purl of the operating system's package that its files belong to. */
  readonly owner?: string
  /** What has found it. */
  readonly foundBy?: readonly string[]
  /** What its ecosystem says of it besides: texts, numbers, lists and objects of texts. */
  readonly meta?: object
}
