import { keepHeapSmall } from '@veinmind/internal'
import type { Asset, Finding } from '../model/model.ts'
import { byPlace } from './by-place.ts'
import { createEventLines } from './event-lines.ts'
import type { EventLines } from './event-lines.ts'
import { lazyList } from './lazy-list.ts'
import { mergeRuns } from './merge-runs.ts'
import type { StoredEvent } from './stored-event.ts'

/** The events of a run: the first of them in memory, what is more on disk, whatever its number. */
export interface EventStore {
  readonly length: number
  /** Keeps an event; its number. */
  push(event: StoredEvent): number
  get(number: number): StoredEvent
  replace(number: number, event: StoredEvent): void
  /** All, by the ids of their targets, then as `byPlace` says; one at a time is read. */
  inOrder(): Iterable<readonly [number: number, event: StoredEvent]>
  /** What is made of these events, each once; on disk too if they are. */
  map(
    numbers: readonly number[],
    make: (event: StoredEvent, number: number) => Finding | Asset,
  ): readonly (Finding | Asset)[]
  close(): void
}

/** Where and when events go to disk. */
export interface EventStoreOptions {
  /** Events that are kept in memory before they are put aside. */
  readonly inMemory: number
  /** UTF-16 units, roughly, that are. */
  readonly characters: number
  /** By default the system's folder for temporary files. */
  readonly folder?: string | undefined
}

/** Events of a later run that are kept in memory until it goes to disk: fewer than of the first. */
const LATER_RUN = 1_000

/** A store with nothing in it. */
export function createEventStore({ inMemory, characters, folder }: EventStoreOptions): EventStore {
  const recent = new Map<number, StoredEvent>()
  /** For each event its line in the file; what lies there under another number is of an event that was replaced. */
  const lines: (number | undefined)[] = []
  const runs: Uint32Array[] = []
  let file: EventLines | undefined
  const made: EventLines[] = []
  let release: (() => void) | undefined
  let size = 0
  let isFailed = false

  /** A sorted run of events; only its events that were not replaced since are in it when it is read. */
  function spill(): void {
    const sorted = sortRecent()
    try {
      file ??= createEventLines(folder)
      release ??= keepHeapSmall()
      const first = file.length
      file.append(sorted.map(([, event]) => event))
      for (const [index, [number]] of sorted.entries()) lines[number] = first + index
      runs.push(Uint32Array.from(sorted, ([number]) => number))
      recent.clear()
      size = 0
    } catch {
      // A disk that is full or cannot be written costs memory, not findings.
      isFailed = true
    }
  }

  function sortRecent(): (readonly [number, StoredEvent])[] {
    return [...recent].sort(([, a], [, b]) => byPlace(a.event, b.event))
  }

  function keep(number: number, event: StoredEvent): void {
    lines[number] = undefined
    recent.set(number, event)
    size += sizeOf(event)
    const most = runs.length === 0 ? inMemory : Math.min(inMemory, LATER_RUN)
    if ((recent.size >= most || size >= characters) && !isFailed) spill()
  }

  function get(number: number): StoredEvent {
    const held = recent.get(number)
    if (held) return held
    const line = lines[number]
    if (line === undefined || !file) throw new RangeError(`there is no event ${number}`)
    return file.read(line)
  }

  /** The events of a run that are still where the run has put them. */
  function* readRun(run: Uint32Array, first: number): Generator<readonly [number, StoredEvent]> {
    for (const [index, number] of run.entries()) if (lines[number] === first + index) yield [number, get(number)]
  }

  return {
    get length() {
      return lines.length
    },
    push(event) {
      const number = lines.length
      keep(number, event)
      return number
    },
    get,
    replace: keep,
    inOrder() {
      let first = 0
      const readers = runs.map((run) => {
        const reader = readRun(run, first)
        first += run.length
        return reader
      })
      return mergeRuns([...readers, sortRecent()], ([, a], [, b]) => byPlace(a.event, b.event))
    },
    map(numbers, make) {
      const makeOne = (number: number): Finding | Asset => make(get(number), number)
      return runs.length === 0 ? numbers.map(makeOne) : mapOnDisk(numbers, makeOne, { folder, made })
    },
    close() {
      release?.()
      file?.close()
      for (const each of made) each.close()
    },
  }
}

interface MadeLines {
  readonly folder: string | undefined
  /** Gets the file, which is closed with the store. */
  readonly made: EventLines[]
}

function mapOnDisk(
  numbers: readonly number[],
  makeOne: (number: number) => Finding | Asset,
  { folder, made }: MadeLines,
): readonly (Finding | Asset)[] {
  try {
    const ready = createEventLines(folder)
    made.push(ready)
    ready.append(mapIterable(numbers, (number) => ({ event: makeOne(number), secrets: [] })))
    return listOf(ready, numbers.length)
  } catch {
    // They cannot be put on the disk: each is made again when it is asked for.
    return lazyList(numbers.length, (index) => makeOne(numbers[index] ?? 0))
  }
}

/** By itself: as long as the list is read, it is not to keep what its events were made with (the tables of all secrets). */
function listOf(lines: EventLines, length: number): readonly (Finding | Asset)[] {
  return lazyList(length, (index) => lines.read(index).event)
}

/** Roughly, in UTF-16 units. */
function sizeOf({ event, secrets }: StoredEvent): number {
  let size = 500 + 300 * event.locations.length
  if ('evidence' in event) size += event.evidence?.length ?? 0
  for (const secret of secrets) size += secret.length
  for (const value of Object.values(event.detail))
    size += typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : 0
  return size
}

function* mapIterable<T, R>(items: Iterable<T>, map: (item: T) => R): Generator<R> {
  for (const item of items) yield map(item)
}
