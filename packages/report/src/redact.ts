import { joinStretches, maskSecret } from '@veinmind/sdk'
import type { Stretch } from '@veinmind/sdk'
import { createWordMatcher, isPlainWord, maskStretches } from './plain-words.ts'
import { secretForms } from './secret-forms.ts'
import { createSecretMatcher } from './secret-matcher.ts'

/** Takes secrets out of texts. */
export interface Redactor {
  /** `text` with every secret masked; the same string if it has none. */
  readonly mask: (text: string) => string
  /** Where the secrets of `text` stand, in order. */
  readonly find: (text: string) => readonly Stretch[]
}

const MOST_REMEMBERED = 10_000

/**
 * A redactor of these secrets (those of at least four characters), however they are written. Those that are plain words are
 * masked where they stand as a word and name nothing; those that are also `open`, only where they are said to be a secret.
 */
export function createRedactor(secrets: Iterable<string>, open: ReadonlySet<string> = new Set()): Redactor {
  const all = [...secrets].filter((secret) => !open.has(secret))
  const strong = createSecretMatcher(secretForms(all.filter((secret) => !isPlainWord(secret))))
  const words = createWordMatcher(all.filter(isPlainWord), open)
  return fromFind((text) => {
    const [some, more] = [strong.find(text), words.find(text)]
    return more.length === 0 ? some : some.length === 0 ? more : joinStretches([...some, ...more])
  })
}

/** A redactor of what `find` finds. */
export function fromFind(find: Redactor['find']): Redactor {
  // Names of members and texts of rules come again with every event.
  const clean = new Set<string>()
  return {
    find,
    mask(text) {
      if (clean.has(text)) return text
      const stretches = find(text)
      if (stretches.length > 0) return maskStretches(text, stretches)
      if (clean.size < MOST_REMEMBERED) clean.add(text)
      return text
    },
  }
}

/** Where the position `index` of a text is after its `stretches` were masked. */
export function movedPosition(text: string, index: number, stretches: readonly Stretch[]): number {
  let shift = 0
  for (const { start, end } of stretches) {
    if (start >= index) break
    const length = maskSecret(text.slice(start, end)).length
    if (end > index) return start + shift + length
    shift += length - (end - start)
  }
  return index + shift
}
