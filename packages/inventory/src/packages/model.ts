import type { Location } from '@veinmind/sdk'

/** A package that an entity holds. Plain data. */
export interface Package {
  /** Its type in a purl: `deb`, `npm`, `pypi`, … */
  readonly type: string
  /** As its ecosystem writes it: `@scope/name`, `group:artifact`, `github.com/user/module`. */
  readonly name: string
  /** As its ecosystem writes it, with epoch and release; empty where it is not known. */
  readonly version: string
  /** Names it in all of the entity: no two packages of an inventory have the same. */
  readonly purl: string
  /** What the OSV schema calls its ecosystem, with the release of its operating system: `npm`, `Debian:12`. */
  readonly ecosystem?: string
  readonly arch?: string
  /** The source package that it was built from, where it has another name or version. */
  readonly source?: { readonly name: string; readonly version: string }
  /** SPDX expressions where they could be made, what the package says otherwise. */
  readonly licenses: readonly string[]
  /** False where nothing but a lock file or a build file asks for it. */
  readonly isInstalled: boolean
  /** Where it was seen, at least once, visible places first. A file in an archive: `/app.war!/WEB-INF/lib/a.jar`. */
  readonly places: readonly Location[]
  /** The purl of the operating system's package that its files belong to: both are one package. */
  readonly owner?: string
  /** Ids of the catalogers that found it. */
  readonly foundBy: readonly string[]
  readonly meta?: PackageMeta
}

/** Details that only some ecosystems have. */
export interface PackageMeta {
  /** The module stream of an rpm: `nodejs:18:8070020230301:bd1311ed`. */
  readonly modularity?: string
  readonly vendor?: string
  readonly maintainer?: string
  readonly description?: string
  readonly homepage?: string
  /** `sha1:…`, `sha256:…`, `sha512:…` of what was installed or is to be. */
  readonly digests?: readonly string[]
  /** Wanted to build or to test, not to run. */
  readonly isDevelopment?: boolean
  /** Wanted by another package only. */
  readonly isIndirect?: boolean
  /** The commit, branch or address that it comes from, when that is no registry. */
  readonly origin?: string
  /** Other settings that its build had, by name: `goos`, `stdlib`, `cgo`. */
  readonly build?: Readonly<Record<string, string>>
}

/** A file of a package, as the package's database says. */
export interface OwnedFile {
  /** Absolute. */
  readonly path: string
  /** `md5:…`, `sha1:…`, `sha256:…`. */
  readonly digest?: string
  /** Permission bits, as in `Entry`. */
  readonly mode?: number
  readonly user?: string
  readonly group?: string
  /** Meant to be changed: its digest is that of the package's own version of it. */
  readonly isConfig?: boolean
}

/** A file with the package that it belongs to. */
export interface FileOwner extends OwnedFile {
  /** Its purl. */
  readonly package: string
}
