/** Bounds of what a report takes. Beyond them a text is cut and said to be, an event is counted and said to be missing. */
export interface ReportLimits {
  /** Events of one plugin on one target. */
  readonly eventsPerTarget: number
  /** Packages of one target's inventory. */
  readonly packagesPerTarget: number
  /** Packages that are kept in memory; what is more lies on disk. */
  readonly packagesInMemory: number
  /** Events that are kept in memory; what is more lies on disk. */
  readonly inMemory: number
  /** UTF-16 units of events that are. */
  readonly charactersInMemory: number
  /** Refused events of one plugin on one target that are listed one by one. */
  readonly errorsPerTarget: number
}

export const REPORT_LIMITS: ReportLimits = {
  eventsPerTarget: 1_000_000,
  packagesPerTarget: 200_000,
  packagesInMemory: 20_000,
  inMemory: 5_000,
  charactersInMemory: 8 * 1024 * 1024,
  errorsPerTarget: 100,
}

/** Bounds of one event. Lengths are in UTF-16 units. */
export const EVENT_LIMITS = {
  /** Longer texts are cut: what an attacker names must not decide whether it is reported. */
  text: 16_384,
  path: 4_096,
  /** Identifiers (types, rule ids, ATT&CK ids); a longer one is a fault of the plugin. */
  id: 256,
  /** Further places are left out, and said to be. */
  locations: 1_000,
  /** An event with more is refused: what is not taken would not be masked. */
  secrets: 100_000,
  references: 64,
  tags: 32,
  /** Findings that one is concluded from; further ones are left out. */
  because: 100,
  depth: 16,
  /** Values in a detail. */
  values: 500_000,
} as const
