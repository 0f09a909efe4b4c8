import type { Confidence } from '@veinmind/sdk'
import { isAffected } from './flaws.ts'
import type { Flaw } from './flaws.ts'
import type { Product } from './products.ts'

/** How a copy of log4j stands to one flaw. */
export interface Verdict {
  /** `mitigated`: the class that has the flaw was taken out. */
  readonly status: 'affected' | 'mitigated'
  readonly confidence: Confidence
  /** What tells it. */
  readonly by: 'classes and version' | 'classes' | 'version'
}

type Word = 'affected' | 'mended' | 'removed' | 'unknown'

/**
 * Whether a copy of log4j has a flaw: by its classes first, which are what runs, then by its version, which may be wrong or unknown.
 * `undefined`: it has not.
 */
export function judge(flaw: Flaw, signs: ReadonlySet<string>, product: Product | undefined): Verdict | undefined {
  const version = product === undefined ? undefined : isAffected(flaw, product)
  const word = wordOfClasses(flaw, signs, version)
  if (word === 'affected')
    return version === true
      ? { status: 'affected', confidence: flaw.confidence ?? 'high', by: 'classes and version' }
      : { status: 'affected', confidence: 'medium', by: 'classes' }
  if (word === 'removed' && version !== false)
    return { status: 'mitigated', confidence: 'high', by: version === true ? 'classes and version' : 'classes' }
  // Classes that are not called as they were: nothing but the version can be gone by.
  if (word === 'unknown' && version === true) return { status: 'affected', confidence: 'low', by: 'version' }
  return undefined
}

function wordOfClasses(
  { classes: { needs, expected, mended }, removed }: Flaw,
  signs: ReadonlySet<string>,
  version: boolean | undefined,
): Word {
  if (signs.size === 0) return 'unknown'
  if (mended.some((sign) => signs.has(sign))) return 'mended'
  if (signs.has(needs)) return 'affected'
  if (expected !== undefined) return signs.has(expected) ? 'removed' : 'mended'
  return removed !== undefined && version === true ? 'removed' : 'mended'
}
