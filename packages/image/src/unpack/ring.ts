/** Memory of a ring, as it is given to another thread. */
export interface RingMemory {
  readonly control: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
  readonly slots: number
}

/** How who fills a ring has ended. */
export type RingEnd = 'complete' | 'failed'

/** Slots of memory that one thread fills and another empties, in turn. */
export interface Ring {
  /** For who fills: the slot that is next, undefined while none is free. */
  free(): Buffer | undefined
  /** The slot holds so many bytes; who empties may have it. */
  fill(length: number): void
  /** No more is filled. */
  end(how: RingEnd): void
  /** For who empties: what the oldest filled slot holds, or how it ended; undefined while neither is known. */
  first(): Buffer | RingEnd | undefined
  /** Who empties is done with that slot. */
  release(): void
  /** Goes on when a slot is filled or no more will be; and when a slot is released. */
  readonly filling: Bell
  readonly emptying: Bell
}

/** Waits for the other thread. Every wait looks first, so that no ring is missed. */
export interface Bell {
  ring(): void
  /** Blocks the thread until `look` gives something. */
  block<T>(look: () => T | undefined): T
  /** The same without blocking. */
  wait<T>(look: () => T | undefined): Promise<T>
}

/** Places in the control memory; the lengths of the slots follow. */
const PLACE = { filling: 0, emptying: 1, filled: 2, released: 3, ended: 4, lengths: 8 } as const
const ENDS: readonly (RingEnd | undefined)[] = [undefined, 'complete', 'failed']

/** Memory for a ring of `slots` slots of `size` bytes. */
export function createRingMemory(slots: number, size: number): RingMemory {
  return {
    control: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (PLACE.lengths + slots)),
    bytes: new SharedArrayBuffer(slots * size),
    slots,
  }
}

/** One end of a ring; each thread has its own. */
export function openRing({ control: shared, bytes, slots }: RingMemory): Ring {
  const control = new Int32Array(shared)
  const size = bytes.byteLength / slots
  const memory = Array.from({ length: slots }, (_, slot) => Buffer.from(bytes, slot * size, size))
  const filling = createBell(control, PLACE.filling)
  const emptying = createBell(control, PLACE.emptying)
  /** Counted up to the number of slots times two, so that full and empty differ. */
  const step = (place: number): number => (Atomics.load(control, place) + 1) % (2 * slots)
  const fillLevel = (): number =>
    (Atomics.load(control, PLACE.filled) - Atomics.load(control, PLACE.released) + 2 * slots) % (2 * slots)
  const slotAt = (place: number): number => Atomics.load(control, place) % slots
  return {
    filling,
    emptying,
    free: () => (fillLevel() === slots ? undefined : memory[slotAt(PLACE.filled)]),
    fill(length) {
      Atomics.store(control, PLACE.lengths + slotAt(PLACE.filled), length)
      Atomics.store(control, PLACE.filled, step(PLACE.filled))
      filling.ring()
    },
    end(how) {
      Atomics.store(control, PLACE.ended, ENDS.indexOf(how))
      filling.ring()
    },
    first() {
      // Looked at before: what is filled and then ended is not taken for an end.
      const ended = ENDS[Atomics.load(control, PLACE.ended)]
      if (fillLevel() === 0) return ended
      const slot = slotAt(PLACE.released)
      return memory[slot]?.subarray(0, Atomics.load(control, PLACE.lengths + slot))
    },
    release() {
      Atomics.store(control, PLACE.released, step(PLACE.released))
      emptying.ring()
    },
  }
}

function createBell(control: Int32Array<SharedArrayBuffer>, place: number): Bell {
  return {
    ring() {
      Atomics.add(control, place, 1)
      Atomics.notify(control, place)
    },
    block(look) {
      for (;;) {
        const rung = Atomics.load(control, place)
        const seen = look()
        if (seen !== undefined) return seen
        Atomics.wait(control, place, rung)
      }
    },
    async wait(look) {
      for (;;) {
        const rung = Atomics.load(control, place)
        const seen = look()
        if (seen !== undefined) return seen
        const waiting = Atomics.waitAsync(control, place, rung)
        if (waiting.async) await waiting.value
      }
    },
  }
}
