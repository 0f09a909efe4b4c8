/**
 * A list whose items are made when they are asked for, and not kept: of a list of any length, only what is in use is in
 * memory. Everything that reads an array reads it (loops, `map`, `JSON.stringify`); it cannot be changed.
 */
export function lazyList<T>(length: number, make: (index: number) => T): readonly T[] {
  const indexOf = (key: string | symbol): number | undefined => {
    const index = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : -1
    return index >= 0 && index < length ? index : undefined
  }
  return new Proxy(Array.from<T>({ length }), {
    get(list, key, receiver) {
      const index = indexOf(key)
      return index === undefined ? Reflect.get(list, key, receiver) : make(index)
    },
    has: (list, key) => indexOf(key) !== undefined || Reflect.has(list, key),
    getOwnPropertyDescriptor(list, key) {
      const index = indexOf(key)
      if (index === undefined) return Reflect.getOwnPropertyDescriptor(list, key)
      return { value: make(index), configurable: true, enumerable: true, writable: true }
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  })
}
