import { cutText } from '@veinmind/internal/text'

/** A package as a file of its ecosystem names it. */
export interface FoundPackage {
  /** Type of its purl. */
  readonly type: string
  /** As its ecosystem writes it: `@scope/name`, `group:artifact`, `vendor/name`, the path of a Go module. */
  readonly name: string
  /** Empty where the file does not say it. */
  readonly version: string
  /** As declared: SPDX expressions, names of classifiers, or words of a person. */
  readonly licenses?: readonly string[]
  /** Its code is here, and not only asked for by a lock file. */
  readonly isInstalled: boolean
  /** Of its purl, where it is no part of the name: `debian`. */
  readonly namespace?: string
  /** Of its purl. */
  readonly qualifiers?: Readonly<Record<string, string>>
  readonly subpath?: string
  /** Where in the file it stands: a member of an archive, `lib/a.jar!/META-INF/…`. */
  readonly inside?: string
  readonly meta?: FoundMeta
}

/** Details that only some files have. */
export interface FoundMeta {
  /** `sha1:…` of the archive that it is. */
  readonly digests?: readonly string[]
  /** Wanted to build or to test, not to run. */
  readonly isDevelopment?: boolean
  /** Wanted by another package only. */
  readonly isIndirect?: boolean
  /** The commit, branch or address that it comes from, when that is no registry. */
  readonly origin?: string
  /** Settings of its build by name. */
  readonly build?: Readonly<Record<string, string>>
}

/** A package before it is looked at: anything that a file says. */
export interface Candidate {
  readonly type: string
  readonly name: unknown
  readonly version?: unknown
  readonly isInstalled: boolean
  readonly licenses?: readonly unknown[] | undefined
  readonly namespace?: string | undefined
  readonly qualifiers?: Readonly<Record<string, string>> | undefined
  readonly subpath?: string | undefined
  readonly inside?: string | undefined
  readonly meta?: FoundMeta | undefined
}

/** The packages of a file, and what of it could not be read. */
export interface Reading {
  readonly packages: readonly FoundPackage[]
  /** One sentence: what was not read, and why. */
  readonly incomplete?: string
  /** Names of files beside it that its packages answer for. */
  readonly claims?: readonly string[]
}

/** The file is not what its name says. The message is shown as it is. */
export class UnreadableError extends Error {}

/** Packages of one file that are kept: the largest lock files that are known have a third of it. */
const MAX_PACKAGES = 20_000
/** Characters of all names in one file: as many as a record may have, less room for its other parts. */
const MAX_CHARACTERS = 600_000
const MAX_NAME = 512
const MAX_VERSION = 256
const MAX_LICENSES = 16
const MAX_LICENSE = 256

/** Gathers the packages of one file: each once, no more than may be kept, names and versions that can be some. */
export class Findings {
  readonly #packages = new Map<string, FoundPackage>()
  #characters = 0
  #incomplete: string | undefined

  /** Adds a package. One without a name, or with a name that its ecosystem does not allow, is left out. */
  add(found: Candidate): void {
    const name = asWord(found.name, MAX_NAME)
    const version = found.version === undefined || found.version === null ? '' : asWord(found.version, MAX_VERSION)
    if (name === undefined || name === '' || version === undefined) {
      // A missing name is left out silently; one that is too long is reported.
      if (typeof found.name === 'string' && found.name !== '') this.cut('a name or a version in it cannot be one')
      return
    }
    const key = `${found.type} ${name} ${version} ${found.inside ?? ''} ${JSON.stringify(found.qualifiers ?? '')}`
    const known = this.#packages.get(key)
    if (known !== undefined) {
      if (found.isInstalled && !known.isInstalled) this.#packages.set(key, { ...known, isInstalled: true })
      return
    }
    if ((found.licenses ?? []).length > MAX_LICENSES) this.cut('a package in it has more licences than are read')
    const licenses = (found.licenses ?? [])
      .slice(0, MAX_LICENSES)
      .filter((text) => typeof text === 'string')
      .map((text) => cutText(text.trim().replace(/\s+/g, ' '), MAX_LICENSE))
      .filter((text) => text !== '')
    this.#characters +=
      60 +
      name.length +
      version.length +
      (found.inside?.length ?? 0) +
      licenses.join().length +
      JSON.stringify(found.meta ?? '').length
    if (this.#packages.size >= MAX_PACKAGES || this.#characters > MAX_CHARACTERS) {
      return this.cut('it has more packages than are read')
    }
    this.#packages.set(key, {
      type: found.type,
      name,
      version,
      isInstalled: found.isInstalled,
      ...(found.namespace === undefined ? {} : { namespace: found.namespace.slice(0, MAX_NAME) }),
      ...(licenses.length === 0 ? {} : { licenses }),
      ...(found.qualifiers === undefined ? {} : { qualifiers: found.qualifiers }),
      ...(found.subpath === undefined ? {} : { subpath: found.subpath }),
      ...(found.inside === undefined ? {} : { inside: found.inside }),
      ...(found.meta === undefined ? {} : { meta: found.meta }),
    })
  }

  /** Says that part of the file was not read; the first reason is kept. */
  cut(reason: string): void {
    this.#incomplete ??= reason
  }

  get reading(): Reading {
    const packages = [...this.#packages.values()]
    return this.#incomplete === undefined ? { packages } : { packages, incomplete: this.#incomplete }
  }
}

/** A string or a number as a word: no control characters, no more than `most` characters; `undefined` for all else. */
function asWord(value: unknown, most: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  // oxlint-disable-next-line no-control-regex -- that is what is refused
  return text.length > most || /[\u0000-\u001f\u007f]/.test(text) ? undefined : text.toWellFormed()
}
