import type { EventSource } from '../model/event-source.ts'
import type { ReportedError } from '../model/model.ts'

/** What could not be taken of what each plugin says of each target. */
export interface SourceFaults {
  /** Adds an error; of many the last says that there are more. */
  refuse(source: EventSource, code: string, message: string): void
  /** Counts an event, or a package, that the report has no room for. */
  addLost(source: EventSource, what: 'event' | 'package'): void
  /** An error for each plugin and target that something was lost of: events first. */
  lost(): readonly ReportedError[]
}

interface Counts {
  readonly source: EventSource
  errors: number
  event: number
  package: number
}

const LOST = {
  event: { code: 'REPORT_EVENT_LIMIT', words: 'more events' },
  package: { code: 'REPORT_PACKAGE_LIMIT', words: 'more packages' },
} as const

/** Errors are given to `add` as they come, `most` for each plugin and target and one that says that there are more. */
export function createSourceFaults(most: number, add: (error: ReportedError) => void): SourceFaults {
  const counts = new Map<string, Counts>()

  function countsOf(source: EventSource): Counts {
    const key = JSON.stringify([source.plugin, source.target.id])
    const known = counts.get(key) ?? { source, errors: 0, event: 0, package: 0 }
    counts.set(key, known)
    return known
  }

  function lostOf(what: 'event' | 'package'): ReportedError[] {
    const { code, words } = LOST[what]
    return [...counts.values()]
      .filter((count) => count[what] > 0)
      .map(({ source, [what]: lost }) => ({
        code,
        message: `${words} than the report takes: the last ${lost} are left out`,
        target: source.target.name,
        plugin: source.plugin,
      }))
  }

  return {
    refuse(source, code, message) {
      const count = countsOf(source)
      count.errors += 1
      if (count.errors > most + 1) return
      const isLast = count.errors > most
      add({
        code,
        message: isLast ? 'more events were refused than are listed' : message,
        target: source.target.name,
        plugin: source.plugin,
      })
    },
    addLost(source, what) {
      countsOf(source)[what] += 1
    },
    lost: () => [...lostOf('event'), ...lostOf('package')],
  }
}
