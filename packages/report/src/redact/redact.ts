import { joinStretches } from '@veinmind/internal/text'
import { maskSecret } from '@veinmind/sdk'
import type { Stretch } from '@veinmind/internal/text'
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
export function createRedactor(secrets: Iterable<string>, open?: ReadonlySet<string>): Redactor {
  return createRedactors(secrets, open).all
}

/** The redactors of a whole report. */
export interface Redactors {
  /** Every secret that is masked everywhere. */
  readonly all: Redactor
  /** Those that are no plain words: also in texts of the plugins themselves, such as the titles of rules. */
  readonly strong: Redactor
}

/** The redactor of `createRedactor`, and the part of it for secrets that are no plain words. */
export function createRedactors(secrets: Iterable<string>, open: ReadonlySet<string> = new Set()): Redactors {
  const plain: string[] = []
  const others: string[] = []
  for (const secret of secrets) if (!open.has(secret)) (isPlainWord(secret) ? plain : others).push(secret)
  const matcher = createSecretMatcher(secretForms(others))
  const strong = fromFind((text) => matcher.find(text))
  if (plain.length === 0 && open.size === 0) return { all: strong, strong }
  const words = createWordMatcher(plain, open)
  const all = fromFind((text) => {
    const [some, more] = [matcher.find(text), words.find(text)]
    return more.length === 0 ? some : some.length === 0 ? more : joinStretches([...some, ...more])
  })
  return { all, strong }
}

/** The redactors of these, and of what a keeper finds. */
export function withKeeper(
  { all, strong }: Redactors,
  find: (text: string, which: keyof Redactors) => readonly Stretch[],
): Redactors {
  const both = (own: Redactor, which: keyof Redactors): Redactor =>
    fromFind((text) => joinStretches([...own.find(text), ...find(text, which)]))
  return { all: both(all, 'all'), strong: both(strong, 'strong') }
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
