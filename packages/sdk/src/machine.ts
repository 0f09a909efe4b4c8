import { VeinmindError } from './errors.ts'
import type { Fact } from './fact.ts'
import { defineFact } from './fact.ts'
import type { Machine } from './machine-facts.ts'

/** What is known of the machine: of a host, and of whatever a target brings it along for. Throws `MACHINE_UNKNOWN` for what has none. */
export const machine: Fact<Machine> = defineFact({
  id: '@veinmind/sdk/machine',
  make(entity) {
    if (entity.kind === 'host') return entity.machine
    throw new VeinmindError('MACHINE_UNKNOWN', `nothing is known of the machine that ${entity.name} is on`)
  },
})
