import type { Language } from '../../src/model/finding.ts'
import { pageShells } from './pages.ts'
import { phpShells } from './php.ts'
import { createRandom } from './random.ts'

/** A web shell that was written for this corpus. */
export interface Case {
  readonly language: Language
  readonly family: string
  readonly text: string
}

/** All of them, drawn by one seed. */
export function shells(seed = 1): Case[] {
  const random = createRandom(seed)
  return [...phpShells(random), ...pageShells(random)]
}
