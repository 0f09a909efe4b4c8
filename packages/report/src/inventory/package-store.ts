import type { InventoryPackage } from '@veinmind/sdk'
import type { InventoryItem } from '../model/model.ts'
import { compare } from '../model/order.ts'
import { lazyList } from '../store/lazy-list.ts'
import { createEncryptedLines } from '../store/encrypted-lines.ts'
import type { EncryptedLines } from '../store/encrypted-lines.ts'

/** The packages of a run: those of a target are gathered until it is done, and lie on disk once memory has its share. */
export interface PackageStore {
  /** False where the target has as many as one may have. */
  add(target: string, plugin: string, item: InventoryPackage): boolean
  /** The target is done: packages that are added later are repetitions, and dropped. */
  seal(target: string): void
  /** The packages of these targets, in this order, those of each by purl; `shownId` is what they say that their target is. */
  list(targets: readonly { readonly id: string; readonly shownId: string }[]): readonly InventoryItem[]
  close(): void
}

/** Where and when packages go to disk. */
export interface PackageStoreOptions {
  readonly perTarget: number
  readonly inMemory: number
  /** By default the system's folder for temporary files. */
  readonly folder?: string | undefined
}

/** The packages of one target that is done. */
interface DonePackages {
  readonly count: number
  readonly read: (index: number) => InventoryItem
}

/** What many targets of a run have. */
const NOTHING: DonePackages = {
  count: 0,
  read: (index) => {
    throw new RangeError(`there is no package ${index}`)
  },
}

/** No package yet. */
export function createPackageStore({ perTarget, inMemory, folder }: PackageStoreOptions): PackageStore {
  const open = new Map<string, Map<string, InventoryItem>>()
  const done = new Map<string, DonePackages>()
  let lines: EncryptedLines | undefined
  let held = 0
  let isFailed = false

  /** Undefined where there is no disk to put them on: that costs memory, not packages. */
  function putAside(items: readonly InventoryItem[]): DonePackages | undefined {
    if (isFailed) return undefined
    try {
      const file = (lines ??= createEncryptedLines(folder))
      const first = file.length
      file.append(items.map((item) => JSON.stringify(item)))
      return { count: items.length, read: (index) => JSON.parse(file.read(first + index)) as InventoryItem }
    } catch {
      isFailed = true
      return undefined
    }
  }

  function seal(target: string): void {
    if (done.has(target)) return
    const items = [...(open.get(target)?.values() ?? [])].sort((a, b) => compare(a.purl, b.purl))
    open.delete(target)
    if (items.length === 0) return void done.set(target, NOTHING)
    const aside = held + items.length > inMemory ? putAside(items) : undefined
    if (aside === undefined) held += items.length
    done.set(target, aside ?? { count: items.length, read: (index) => items[index] as InventoryItem })
  }

  return {
    add(target, plugin, item) {
      if (done.has(target)) return true
      const items = open.get(target) ?? new Map<string, InventoryItem>()
      open.set(target, items)
      const known = items.get(item.purl)
      if (!known && items.size >= perTarget) return false
      items.set(item.purl, known ? join(known, item) : { target, plugin, ...item })
      return true
    },
    seal,
    list(targets) {
      for (const target of open.keys()) seal(target)
      const shown = new Map(targets.map(({ id, shownId }) => [id, shownId]))
      const parts = [...shown].flatMap(([id, shownId]) => {
        const part = done.get(id)
        return part && part.count > 0 ? [{ ...part, shownId }] : []
      })
      const starts: number[] = []
      const count = parts.reduce((sum, part) => (starts.push(sum), sum + part.count), 0)
      return lazyList(count, (index) => {
        const number = lastAtMost(starts, index)
        const { read, shownId } = parts[number] as (typeof parts)[number]
        return { ...read(index - (starts[number] ?? 0)), target: shownId }
      })
    },
    close: () => lines?.close(),
  }
}

/** Of two that say something of one package, the first counts, with the places of both. */
function join(known: InventoryItem, more: InventoryPackage): InventoryItem {
  const places = new Map([...known.places, ...more.places].map((place) => [JSON.stringify(place), place]))
  return { ...more, ...known, places: [...places.values()].slice(0, MAX_PLACES) }
}

const MAX_PLACES = 1_000

/** The last place whose number is not above `value`, in a list that rises. */
function lastAtMost(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((numbers[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}
