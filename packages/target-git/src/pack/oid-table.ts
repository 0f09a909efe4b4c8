const OID = 20

/**
 * Numbers object ids in the order in which they come. It takes room for as many as it is made for, some 35 bytes each, and the
 * system gives that room as it is used.
 */
export class OidTable {
  readonly #oids: Buffer
  /** Number plus one by the first bytes of the id, the next free place where that is taken; 0 is free. */
  readonly #slots: Uint32Array
  #size = 0

  constructor(capacity: number) {
    this.#oids = Buffer.alloc(OID * capacity)
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(capacity * 1.5 + 2)))
  }

  get size(): number {
    return this.#size
  }

  /** The number of an id, which may be new. */
  add(oid: string): number {
    const bytes = Buffer.from(oid, 'hex')
    const slot = this.#slotOf(bytes)
    const known = this.#slots[slot]
    if (known) return known - 1
    bytes.copy(this.#oids, this.#size * OID)
    this.#slots[slot] = ++this.#size
    return this.#size - 1
  }

  /** The number of an id; -1 when it was never added. */
  find(oid: string): number {
    return (this.#slots[this.#slotOf(Buffer.from(oid, 'hex'))] ?? 0) - 1
  }

  /** The id of a number. */
  oid(number: number): string {
    return this.#oids.toString('hex', number * OID, number * OID + OID)
  }

  #slotOf(bytes: Buffer): number {
    const mask = this.#slots.length - 1
    for (let slot = bytes.readUInt32LE(0) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? 0
      if (number === 0 || bytes.compare(this.#oids, (number - 1) * OID, number * OID) === 0) return slot
    }
  }
}
