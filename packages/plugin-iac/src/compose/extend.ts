import { asMembers, asText } from '../values.ts'
import type { Sourced } from './merge.ts'
import type { ProjectReader } from './project-reader.ts'

/** A service with what it extends. `services` are those of one file; `below` are those of the files that it is laid over. */
export type Extend = (services: Sourced, name: string, below: Sourced | undefined) => Promise<Sourced>

/** How many services may extend one another in a row. Circles are found before this. */
const MAX_CHAIN = 32

/** What `extends` means: the service of this file, or of another, with its own settings over it. */
export function createExtender({ merger, open, problem }: ProjectReader): Extend {
  const done = new Map<unknown, Map<string, Sourced>>()
  const extend = async (
    services: Sourced,
    name: string,
    below: Sourced | undefined,
    chain: readonly unknown[],
  ): Promise<Sourced> => {
    const known = done.get(services.value)?.get(name)
    if (known) return known
    const own = merger.child(services, name)
    const wish = merger.child(own, 'extends')
    if (wish.value === undefined || wish.value === null) return own
    if (chain.includes(own.value) || chain.length >= MAX_CHAIN) {
      problem(
        chain.includes(own.value)
          ? 'services extend each other in a circle'
          : `more than ${MAX_CHAIN} services extend each other`,
        wish.origin,
      )
      return own
    }
    const parent = await findParent(services, wish, below)
    const merged = parent
      ? merger.merge(await extend(parent.services, parent.name, parent.below, [...chain, own.value]), own, {
          path: [],
          place: own.origin,
        })
      : own
    done.set(services.value, (done.get(services.value) ?? new Map<string, Sourced>()).set(name, merged))
    return merged
  }
  const findParent = async (
    services: Sourced,
    wish: Sourced,
    below: Sourced | undefined,
  ): Promise<{ services: Sourced; name: string; below: Sourced | undefined } | undefined> => {
    const given = asMembers(wish.value)
    const name = asText(wish.value) ?? asText(given['service'])
    const reference = asText(given['file'])
    if (name === undefined) return problem('extends names no service', wish.origin)
    const has = (one: Sourced | undefined): one is Sourced =>
      one !== undefined && Object.hasOwn(asMembers(one.value), name)
    if (reference === undefined) {
      if (has(services)) return { services, name, below }
      if (has(below)) return { services: below, name, below: undefined }
    } else {
      const file = await open(reference, wish.origin)
      if (!file) return undefined
      const found = file.layers.map((layer) => merger.child(layer, 'services')).findLast(has)
      if (found) return { services: found, name, below: undefined }
    }
    return problem(`there is no service ${JSON.stringify(name.slice(0, 64))} to extend`, wish.origin)
  }
  return (services, name, below) => extend(services, name, below, [])
}
