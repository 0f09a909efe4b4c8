import { isDigits, order, orderDigits, orderLists, signOf } from '../order.ts'
import type { Order } from '../order.ts'

interface Semver {
  readonly numbers: readonly string[]
  /** The dot-separated identifiers before the release; empty for a release. */
  readonly before: readonly string[]
  readonly build: readonly string[]
}

/**
 * Semantic Versioning 2.0.0, clause 11, read as leniently as registries do: a leading `v`, fewer than three numbers or more, and
 * numbers of any length. What does not start with a number has no order.
 */
export function compareSemver(a: string, b: string): Order {
  const [left, right] = [parse(a), parse(b)]
  return left && right && signOf(compareParsed(left, right))
}

/** As pub (Dart) orders: like Semantic Versioning, and then by the build, which is newer than none. */
export function comparePub(a: string, b: string): Order {
  const [left, right] = [parse(a), parse(b)]
  return (
    left &&
    right &&
    signOf(compareParsed(left, right) || orderLists(left.build, right.build, compareIdentifiers, 'shorter is older'))
  )
}

/** As NuGet orders: four numbers, and identifiers without regard to case. */
export function compareNuget(a: string, b: string): Order {
  return compareSemver(a.toLowerCase(), b.toLowerCase())
}

/**
 * Versions of Go modules, pseudo-versions among them, and releases of Go itself (`go1.21rc2`), where `rc` and `beta` follow
 * the numbers without a dash and what a builder added behind a space or a dash (`go1.22.1 X:boringcrypto`) does not count.
 */
export function compareGo(a: string, b: string): Order {
  return compareSemver(fromGoRelease(a), fromGoRelease(b))
}

function fromGoRelease(version: string): string {
  const [, release, kind, number] = /^(?:go)?(\d+(?:\.\d+)*)(alpha|beta|rc)(\d+)/.exec(version) ?? []
  if (release !== undefined) return `${release}-${kind}.${number}`
  return version.startsWith('go') ? (version.slice(2).split(/[-\s]/)[0] ?? '') : version
}

function compareParsed(a: Semver, b: Semver): number {
  const byNumbers = orderLists(a.numbers, b.numbers, orderDigits, '0')
  if (byNumbers !== 0) return byNumbers
  // A release is newer than what came before it.
  if (a.before.length === 0 || b.before.length === 0) return order(b.before.length, a.before.length)
  return orderLists(a.before, b.before, compareIdentifiers, 'shorter is older')
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumberA, isNumberB] = [isDigits(a), isDigits(b)]
  if (isNumberA && isNumberB) return orderDigits(a, b)
  return isNumberA === isNumberB ? order(a, b) : isNumberA ? -1 : 1
}

function parse(version: string): Semver | undefined {
  const [, numbers, before = '', build = ''] =
    /^\s*[vV=]?(\d+(?:\.\d+)*)(?:-([^+]*))?(?:\+([^]*?))?\s*$/.exec(version) ?? []
  if (numbers === undefined) return undefined
  return { numbers: numbers.split('.'), before: identifiers(before), build: identifiers(build) }
}

function identifiers(text: string): readonly string[] {
  return text === '' ? [] : text.split('.')
}
