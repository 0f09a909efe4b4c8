import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Subject } from '@veinmind/sdk'

/** The events on one subject of one target. */
export interface SharedSubject {
  readonly kind: string
  readonly events: readonly number[]
}

/** Which events are about the same thing. */
export interface SubjectIndex {
  /** An event of a plugin by its number. */
  add(subject: Subject, event: { readonly number: number; readonly plugin: string; readonly target: string }): void
  /** The subjects on which more than one plugin found something. */
  shared(): Iterable<SharedSubject>
}

interface Entry {
  readonly kind: string
  readonly plugin: string
  readonly events: number[]
  isShared: boolean
}

/** Findings of two plugins on one subject are joined, and so are those of one plugin on one file (by its name, by its content). */
function isShared(kind: string, one: string, other: string): boolean {
  return one !== other || kind === 'named-file'
}

/** An index with nothing in it; `pluginOf` names the plugin of an event. */
export function createSubjectIndex(pluginOf: (event: number) => string): SubjectIndex {
  // A key may be a password: what is kept of it tells nobody whether a guess is right, and the key of the run is nowhere else.
  const secret = createSecretKey(randomBytes(32))
  // A number alone where there is one event, as with most: there may be many.
  const entries = new Map<string, number | Entry>()
  return {
    add({ kind, key }, { number, plugin, target }) {
      const name = createHmac('sha256', secret)
        .update(JSON.stringify([target, kind, key]))
        .digest()
        .toString('latin1', 0, 16)
      const known = entries.get(name)
      if (known === undefined) {
        entries.set(name, number)
      } else if (typeof known === 'number') {
        const first = pluginOf(known)
        entries.set(name, { kind, plugin: first, events: [known, number], isShared: isShared(kind, first, plugin) })
      } else {
        known.events.push(number)
        known.isShared ||= isShared(kind, known.plugin, plugin)
      }
    },
    *shared() {
      for (const entry of entries.values()) if (typeof entry !== 'number' && entry.isShared) yield entry
    },
  }
}
