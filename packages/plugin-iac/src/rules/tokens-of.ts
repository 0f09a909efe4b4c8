import type { Path } from '../yaml/places.ts'
import { findTokens } from './secret-values.ts'
import { MAX_TEXTS, textsOf } from './texts-of.ts'

/** A text with a token or private key; or, with `problem`, where the search ended. */
interface TokenFault {
  readonly path: Path
  readonly evidence?: string
  readonly secrets?: readonly string[]
  readonly problem?: string
}

/** The tokens and private keys in the texts of a document, and that texts were left out where some were. */
export function* tokensOf(document: unknown): Generator<TokenFault> {
  for (const { path, text, isEnd } of textsOf(document)) {
    if (isEnd) yield { path, problem: `there are more than ${MAX_TEXTS} texts: the rest was not searched` }
    const found = isEnd ? [] : findTokens(text)
    const [first] = found
    if (first) yield { path, evidence: `${first.what}: ${first.secret}`, secrets: found.map(({ secret }) => secret) }
  }
}
