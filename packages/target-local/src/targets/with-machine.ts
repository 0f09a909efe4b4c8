import { machine } from '@veinmind/sdk'
import type { Entity } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { findHost } from '../shared/host.ts'
import { describeSource, openMachine } from '../machine/host-target.ts'

/** Entities that are on the machine that is scanned from. */
const here = new WeakSet<Entity>()

/** Says that an entity is on this machine, not on one that was reached by the network. */
export function markHere<E extends Entity>(entity: E): E {
  here.add(entity)
  return entity
}

/** Gives each container of this machine what is known of it, gathered once, and behind them the machine itself. */
export async function* withMachine(
  found: AsyncIterable<Discovered>,
  hostRoot: string | undefined,
): AsyncGenerator<Discovered> {
  const { root } = findHost(hostRoot)
  let opened: ReturnType<typeof openMachine> | undefined
  try {
    for await (const each of found) {
      if (!('entity' in each) || !here.has(each.entity)) {
        yield each
        continue
      }
      opened ??= openMachine(root)
      const known = await opened
      const { entity } = each
      yield { ...each, entity: { ...entity, facts: { ...entity.facts, [machine.id]: known.machine } } as Entity }
    }
    if (opened === undefined) return
    // Its files are not walked: that is for who scans the host.
    const { root: _layer, ...host } = await opened
    opened = undefined
    yield { entity: host, source: describeSource(root), isAlong: true }
  } finally {
    await opened?.then((host) => host.close?.())
  }
}
