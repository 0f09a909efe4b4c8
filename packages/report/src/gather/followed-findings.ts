import type { Because, Finding } from '../model/model.ts'

/** The findings of targets that plugins with `correlate` will ask for. */
export interface FollowedFindings {
  begin(target: string): void
  /** A finding of whatever target, by its place in the store. */
  note(finding: Finding, number: number): void
  /** The findings of a target, each once, and whether there were more than are kept. */
  of(target: string): { readonly findings: readonly Finding[]; readonly isCut: boolean }
  /** What these fingerprints name in a target; those that it has nothing of are left out. */
  resolve(target: string, fingerprints: readonly string[]): readonly Because[]
  end(target: string): void
}

/** Findings of one target that are kept. */
const MAX_FINDINGS = 100_000

/** Nothing is followed yet; `get` gives a finding by its place in the store. */
export function createFollowedFindings(get: (number: number) => Finding): FollowedFindings {
  const followed = new Map<string, { readonly numbers: Map<string, number>; isCut: boolean }>()
  return {
    begin: (target) => void followed.set(target, { numbers: new Map(), isCut: false }),
    note({ target, fingerprint }, number) {
      const here = followed.get(target.id)
      if (!here || here.numbers.has(fingerprint)) return
      if (here.numbers.size < MAX_FINDINGS) here.numbers.set(fingerprint, number)
      else here.isCut = true
    },
    of(target) {
      const { numbers = new Map<string, number>(), isCut = false } = followed.get(target) ?? {}
      return { findings: Array.from(numbers.values(), get), isCut }
    },
    resolve(target, fingerprints) {
      const numbers = followed.get(target)?.numbers
      return [...new Set(fingerprints)].flatMap((fingerprint) => {
        const number = numbers?.get(fingerprint)
        if (number === undefined) return []
        const { plugin, rule } = get(number)
        return [{ fingerprint, plugin, rule: rule.id, title: rule.title }]
      })
    },
    end: (target) => void followed.delete(target),
  }
}
