import type { Accepted } from '@veinmind/sdk'
import type { Finding, OtherFinding, TargetReference } from '../model/model.ts'
import { namesOfTarget } from '../model/target-places.ts'
import type { AcceptEntry, AcceptNote } from '../model/accept-entry.ts'
import { fitsOf, namesFit } from './fits.ts'
import type { Fits } from './fits.ts'

/** Decides which findings of one report are accepted. */
export interface Acceptance {
  /** Why a finding is accepted; undefined where it is not, under each of its target's names. */
  decide(finding: Finding, target: TargetReference): Accepted | undefined
  /** What is to be said of the entries, after all findings of these targets. */
  notes(targets: readonly Pick<TargetReference, 'name' | 'references'>[]): readonly AcceptNote[]
}

interface Compiled {
  readonly entry: AcceptEntry
  readonly fits: Fits
  readonly isNamed: (name: string) => boolean
  readonly isOver: boolean
  findings: number
}

/** Days before the last one on which its end is told. */
const SOON = 14

/** The decisions of these entries on a day, `2026-11-30`. */
export function createAcceptance(entries: readonly AcceptEntry[], today: string): Acceptance {
  const all = entries.map((entry): Compiled => ({
    entry,
    fits: fitsOf(entry),
    isNamed: namesFit(entry.image),
    isOver: entry.until !== undefined && entry.until < today,
    findings: 0,
  }))
  // There may be thousands, and nearly all name one finding.
  const byFingerprint = Map.groupBy(all, ({ entry }) => entry.fingerprint ?? '')
  const others = byFingerprint.get('') ?? []
  byFingerprint.delete('')

  /** Entries that fit the finding, or another finding on the same subject. */
  function fitting(finding: Finding): readonly Compiled[] {
    const parts: readonly (Finding | OtherFinding)[] = [finding, ...(finding.others ?? [])]
    const named = parts.flatMap((part) => byFingerprint.get(part.fingerprint) ?? [])
    const found = [...named.filter(({ fits }) => parts.some(fits)), ...others.filter(({ fits }) => fits(finding))]
    return [...new Set(found)]
  }

  return {
    decide(finding, target) {
      const candidates = fitting(finding)
      if (candidates.length === 0) return undefined
      const names = namesOfTarget(target).map(({ name }) => name)
      for (const each of candidates) if (names.some(each.isNamed)) each.findings += 1
      const valid = candidates.filter(({ isOver }) => !isOver)
      const decisions = names.map((name) => valid.find(({ isNamed }) => isNamed(name)))
      const [first] = decisions
      return first !== undefined && decisions.every((each) => each !== undefined) ? acceptedBy(first.entry) : undefined
    },
    notes(targets) {
      const names = targets.flatMap(({ name, references }) => (references.length > 0 ? references : [name]))
      const soon = dayAfter(today, SOON)
      return all.flatMap(({ entry, isNamed, isOver, findings }): AcceptNote[] => {
        const note = { ...acceptedBy(entry), findings }
        if (isOver) return findings === 0 ? [{ ...note, status: 'unused' }] : [{ ...note, status: 'ended' }]
        // An entry for a target that was not scanned is not reported as unused.
        if (findings === 0) return names.some(isNamed) ? [{ ...note, status: 'unused' }] : []
        return entry.until !== undefined && entry.until <= soon ? [{ ...note, status: 'ending' }] : []
      })
    },
  }
}

function acceptedBy({ by, reason, until }: AcceptEntry): Accepted {
  return { by, reason, ...(until === undefined ? {} : { until }) }
}

function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}
