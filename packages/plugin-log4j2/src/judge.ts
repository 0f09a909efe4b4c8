import type { Confidence } from '@veinmind/sdk'
import { isAffected } from './flaws.ts'
import type { Flaw } from './flaws.ts'
import type { Product } from './products.ts'

/** Whether a copy of log4j has a flaw, and how that is known. */
export interface Verdict {
  /** `mitigated`: the class with the flaw was removed. */
  readonly status: 'affected' | 'mitigated'
  readonly confidence: Confidence
  /** By what it is known. */
  readonly by: 'classes and version' | 'classes' | 'version'
}

type Word = 'affected' | 'mended' | 'removed' | 'unknown'

/**
 * Whether a copy of log4j has a flaw: judged by its classes first, which are what runs, and then by its version, which may be wrong or
 * unknown. Undefined when it has not.
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
  // The classes have other names, as in an obfuscated jar: only the version can tell.
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
