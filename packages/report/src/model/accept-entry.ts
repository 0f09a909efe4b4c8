import type { Accepted } from '@veinmind/sdk'

/** Accepts findings: the one that is named by its fingerprint, or all that fit its other members. */
export interface AcceptEntry {
  readonly fingerprint?: string
  /** Id of the rule; of a vulnerability any of its ids. */
  readonly rule?: string
  /** Glob on the path. */
  readonly path?: string
  /** Glob on the repository or the name of what was scanned; without it, an entry is for all. */
  readonly image?: string
  /** Package URL without its version, or the name of the package. */
  readonly package?: string
  /** Of the file. */
  readonly sha256?: string
  readonly reason: string
  /** The last day on which it holds, in UTC: `2027-06-30`. */
  readonly until?: string
  /** The file and line that say it. */
  readonly by: string
}

/** The members of an entry, as an accept file has them. */
export const MEMBERS = ['fingerprint', 'rule', 'path', 'image', 'package', 'sha256', 'reason', 'until'] as const

/** What is to be said of an entry after a scan. */
export interface AcceptNote extends Accepted {
  /** `unused`: it fits nothing that was found here; `ended`: its last day is over, and what it fits counts again; `ending`: that is so soon. */
  readonly status: 'unused' | 'ended' | 'ending'
  /** How many findings it fits. */
  readonly findings: number
}

/** Whether a text is a day that exists: 30 February is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
