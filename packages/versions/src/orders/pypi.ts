import { isDigits, order, orderDigits, orderLists, signOf } from '../order.ts'
import type { Order } from '../order.ts'

/** A version as PEP 440 orders it. */
interface Release {
  readonly epoch: string
  readonly numbers: readonly string[]
  /** Where it stands beside the release of the same numbers: a phase and its number. */
  readonly before: readonly [phase: number, number: string]
  readonly post: string | undefined
  readonly dev: string | undefined
  readonly local: readonly string[] | undefined
}

const PATTERN = new RegExp(
  [
    String.raw`^\s*v?(?:(?<epoch>\d+)!)?(?<numbers>\d+(?:\.\d+)*)`,
    String.raw`(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<phaseNumber>\d*))?`,
    String.raw`(?:-(?<implicitPost>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d*))?`,
    String.raw`(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d*))?`,
    String.raw`(?:\+(?<local>[a-z\d]+(?:[-_.][a-z\d]+)*))?\s*$`,
  ].join(''),
  'i',
)

const PHASES: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 }
/** A development release of the release itself comes before every phase, the release after all. */
const DEVELOPMENT = 0
const FINAL = 4

/**
 * PEP 440. What is no version there is older than everything that is, and ordered as setuptools did before PEP 440
 * (packaging up to 21.3 kept that order, and so do advisories of old releases).
 */
export function comparePypi(a: string, b: string): Order {
  const [left, right] = [parse(a), parse(b)]
  if (left !== undefined && right !== undefined) return signOf(compareReleases(left, right))
  if (left === undefined && right === undefined)
    return signOf(orderLists(legacyKey(a), legacyKey(b), order<string>, 'shorter is older'))
  return left === undefined ? -1 : 1
}

function compareReleases(a: Release, b: Release): number {
  return (
    orderDigits(a.epoch, b.epoch) ||
    orderLists(a.numbers, b.numbers, orderDigits, '0') ||
    order(a.before[0], b.before[0]) ||
    orderDigits(a.before[1], b.before[1]) ||
    compareOptional(a.post, b.post, orderDigits) ||
    // A development release is older than what it leads to, a post release newer than what it follows.
    -compareOptional(a.dev, b.dev, (x, y) => -orderDigits(x, y)) ||
    compareOptional(a.local, b.local, (x, y) => orderLists(x, y, compareLocal, 'shorter is older'))
  )
}

/** What is absent is older. */
function compareOptional<T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => number): number {
  if (a === undefined || b === undefined) return order(a === undefined ? 0 : 1, b === undefined ? 0 : 1)
  return compare(a, b)
}

function compareLocal(a: string, b: string): number {
  const [isNumberA, isNumberB] = [isDigits(a), isDigits(b)]
  if (isNumberA && isNumberB) return orderDigits(a, b)
  return isNumberA === isNumberB ? order(a, b) : isNumberA ? 1 : -1
}

function parse(version: string): Release | undefined {
  const groups = PATTERN.exec(version)?.groups
  if (groups === undefined) return undefined
  const {
    epoch = '0',
    numbers = '',
    phase,
    phaseNumber = '',
    implicitPost,
    post,
    postNumber,
    dev,
    devNumber,
    local,
  } = groups
  const after = post === undefined ? implicitPost : postNumber
  const developed = dev === undefined ? undefined : devNumber
  return {
    epoch,
    numbers: numbers.split('.'),
    before:
      phase !== undefined
        ? [PHASES[phase.toLowerCase()] ?? FINAL, phaseNumber]
        : [after === undefined && developed !== undefined ? DEVELOPMENT : FINAL, ''],
    post: after,
    dev: developed,
    local: local?.toLowerCase().split(/[-_.]/),
  }
}

const LEGACY_WORDS: Readonly<Record<string, string>> = { pre: 'c', preview: 'c', '-': 'final-', rc: 'c', dev: '@' }
const ZERO = '00000000'

/** setuptools' key: numbers padded to eight digits, words marked, and what ends in `final`, or in zeros before a word, taken away. */
function legacyKey(version: string): readonly string[] {
  const key: string[] = []
  const parts = version
    .toLowerCase()
    .split(/(\d+|[a-z]+|\.|-)/)
    .filter((part) => part !== '' && part !== '.')
  for (const part of [...parts.map((raw) => LEGACY_WORDS[raw] ?? raw), 'final']) {
    if (isDigits(part)) {
      key.push(part.padStart(ZERO.length, '0'))
      continue
    }
    const word = `*${part}`
    if (word < '*final') while (key.at(-1) === '*final-') key.pop()
    while (key.at(-1) === ZERO) key.pop()
    key.push(word)
  }
  return key
}
