import type { Because, Finding } from '../model/model.ts'

/** The findings of targets that plugins with `correlate` will ask for. */
export interface FollowedFindings {
  begin(target: string): void
  /** A finding of whatever target, by its place in the store. */
  note(finding: Finding, number: number): void
  /** The findings of a target, each once, and whether there were more than are kept; of one that has ended those with tags. */
  of(target: string): { readonly findings: readonly Finding[]; readonly isCut: boolean }
  /** What a target may name beside its own: the findings with tags of these. */
  relate(target: string, others: readonly string[]): void
  /** What these fingerprints name for a target; those that it has nothing of are left out. */
  resolve(target: string, fingerprints: readonly string[]): readonly Because[]
  /** The target is done: of its findings only those with tags can be asked for, if it is to be `kept`. */
  end(target: string, kept: boolean): void
}

/** Findings of one target that are kept. */
const MAX_FINDINGS = 100_000

interface Followed {
  readonly numbers: Map<string, number>
  isCut: boolean
  related: readonly string[]
}

/** Nothing is followed yet; `get` gives a finding by its place in the store. */
export function createFollowedFindings(get: (number: number) => Finding): FollowedFindings {
  const followed = new Map<string, Followed>()
  /** Places of findings with tags, by targets that have ended. */
  const tagged = new Map<string, { readonly numbers: Uint32Array; readonly isCut: boolean }>()

  function* candidates(target: string): Generator<[string, number]> {
    for (const other of followed.get(target)?.related ?? [])
      for (const number of tagged.get(other)?.numbers ?? []) yield [get(number).fingerprint, number]
    // Its own findings stand for those of the same name elsewhere.
    yield* followed.get(target)?.numbers ?? []
  }

  return {
    begin: (target) => void followed.set(target, { numbers: new Map(), isCut: false, related: [] }),
    note({ target, fingerprint }, number) {
      const here = followed.get(target.id)
      if (!here || here.numbers.has(fingerprint)) return
      if (here.numbers.size < MAX_FINDINGS) here.numbers.set(fingerprint, number)
      else here.isCut = true
    },
    of(target) {
      const here = followed.get(target)
      if (here) return { findings: Array.from(here.numbers.values(), get), isCut: here.isCut }
      const { numbers = new Uint32Array(), isCut = false } = tagged.get(target) ?? {}
      return { findings: Array.from(numbers, get), isCut }
    },
    relate(target, others) {
      const here = followed.get(target)
      if (here) here.related = others
    },
    resolve(target, fingerprints) {
      const wanted = new Set(fingerprints)
      const found = new Map<string, number>()
      if (wanted.size === 0) return []
      for (const [fingerprint, number] of candidates(target))
        if (wanted.has(fingerprint)) found.set(fingerprint, number)
      return [...wanted].flatMap((fingerprint) => {
        const number = found.get(fingerprint)
        if (number === undefined) return []
        const { plugin, rule, target: where } = get(number)
        const { id, kind, name } = where
        return [
          {
            fingerprint,
            plugin,
            rule: rule.id,
            title: rule.title,
            ...(id === target ? {} : { target: { id, kind, name } }),
          },
        ]
      })
    },
    end(target, kept) {
      const here = followed.get(target)
      followed.delete(target)
      if (!here || !kept) return
      const numbers = [...here.numbers.values()].filter((number) => hasTags(get(number)))
      if (numbers.length > 0 || here.isCut)
        tagged.set(target, { numbers: Uint32Array.from(numbers), isCut: here.isCut })
    },
  }
}

function hasTags({ tags = [], rule }: Finding): boolean {
  return tags.length > 0 || (rule.tags?.length ?? 0) > 0
}
