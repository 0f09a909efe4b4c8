import type { Location } from '@veinmind/sdk'
import type { PackageMeta } from '../packages/model.ts'

/** What a bill of materials says of one package, before it is looked at as a package of its ecosystem. */
export interface ListedPackage {
  /** What the document calls it where it speaks of it elsewhere. */
  readonly ref?: string | undefined
  readonly purl?: string | undefined
  /** Empty where the document has none. */
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
  /** Files that it was seen in. */
  readonly places?: readonly Location[] | undefined
  /** Of the document's own fields: who made it, where it is at home, what its file hashes to. */
  readonly meta?: PackageMeta | undefined
  /** Details that only our own documents have. */
  readonly own?: OwnDetails | undefined
  /** The source package, where the document has it apart from the purl. */
  readonly source?: { readonly name: string; readonly version: string } | undefined
}

/** What our own documents say where their formats have no field for it: what a purl and a name do not tell. */
export interface OwnDetails {
  readonly type?: string
  readonly ecosystem?: string
  readonly arch?: string
  readonly source?: { readonly name: string; readonly version: string }
  readonly licenses?: readonly string[]
  readonly isInstalled?: boolean
  readonly owner?: string
  readonly places?: readonly Location[]
  readonly meta?: PackageMeta
}

/** An operating system as a document names it. */
export interface ListedSystem {
  readonly family: string
  readonly version: string
  readonly name?: string | undefined
  readonly codename?: string | undefined
}

/** A bill of materials that was read. */
export interface SbomListing {
  readonly format: 'cyclonedx' | 'spdx' | 'syft'
  readonly formatVersion: string
  readonly describes: { readonly name: string; readonly version?: string; readonly purl?: string } | undefined
  readonly systems: readonly ListedSystem[]
  readonly packages: readonly ListedPackage[]
  /** By the reference of a package that of the package of the operating system which has its files. */
  readonly owners: ReadonlyMap<string, string>
  /** Sentences: what of the document was not read, and why. */
  readonly incomplete: readonly string[]
}

/** How many places of one package are kept; that there were more is reported. */
export const MAX_PLACES = 1000

/** Bounds of one document. Images have some thousand packages; what has more than this is no bill of an image. */
const LIMITS = {
  packages: 100_000,
  name: 1024,
  version: 1024,
  purl: 4096,
  list: 100,
  license: 1024,
  systems: 16,
} as const

/** Gathers what a document says, no more than may be kept. */
export class ListingBuilder {
  readonly #packages: ListedPackage[] = []
  readonly #systems: ListedSystem[] = []
  readonly #owners = new Map<string, string>()
  readonly #incomplete = new Set<string>()

  /** Adds a package. Members that are no texts are ignored; a name that is too long is reported. */
  add(one: ListedPackage): void {
    if (this.#packages.length >= LIMITS.packages) return this.cut('it has more packages than are read')
    const isTooLong =
      one.name.length > LIMITS.name || one.version.length > LIMITS.version || (one.purl?.length ?? 0) > LIMITS.purl
    if (isTooLong || hasControls(one.name) || hasControls(one.version))
      return this.cut('a name or a version in it cannot be one')
    if (one.name === '' && (one.purl ?? '') === '') return
    if (one.licenses.length > LIMITS.list || one.licenses.some(({ length }) => length > LIMITS.license))
      this.cut('a package in it has more or longer licences than are read')
    this.#packages.push({
      ...one,
      licenses: one.licenses.slice(0, LIMITS.list).map((text) => text.slice(0, LIMITS.license)),
    })
  }

  addSystem(system: ListedSystem): void {
    const isWord = /^[\w.+~-]{1,100}$/.test(system.family) && /^[\w.+~-]{0,100}$/.test(system.version)
    if (system.family === '') return
    if (!isWord) return this.cut('it names an operating system whose name or version cannot be one')
    if (this.#systems.length < LIMITS.systems) this.#systems.push(system)
    else this.cut('it has more operating systems than are read')
  }

  /** Says that the files of a package are those of another. */
  own(child: string | undefined, parent: string | undefined): void {
    if (child === undefined || parent === undefined || this.#owners.has(child)) return
    if (this.#owners.size < LIMITS.packages) this.#owners.set(child, parent)
    else this.cut('it says of more packages whose files they are than is read')
  }

  /** Says that part of the document was not read. */
  cut(reason: string): void {
    if (this.#incomplete.size < LIMITS.systems) this.#incomplete.add(reason)
  }

  finish(head: Pick<SbomListing, 'format' | 'formatVersion' | 'describes'>): SbomListing {
    return {
      ...head,
      systems: this.#systems,
      packages: this.#packages,
      owners: this.#owners,
      incomplete: [...this.#incomplete],
    }
  }
}

// oxlint-disable-next-line no-control-regex -- that is what no name has
const hasControls = (text: string): boolean => /[\u0000-\u001f\u007f]/.test(text)
