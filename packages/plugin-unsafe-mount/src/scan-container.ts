import { mountSubject, placeOfMount } from '@veinmind/inventory'
import { unsafeMount } from '@veinmind/report'
import { machine as machineFact } from '@veinmind/sdk'
import type { Container, Machine, ScanContext } from '@veinmind/sdk'
import { judge } from './judge.ts'

const MAX_MOUNTS = 5000

/** Reports what the mounts of a container give of its host. */
export async function scanContainer(container: Container, context: ScanContext): Promise<void> {
  const { mounts } = container
  const machine = await machineOf(container, context)
  if (mounts.length > MAX_MOUNTS)
    context.incomplete(`it has more than ${MAX_MOUNTS} mounts: the rest was not looked at`)
  for (const mount of mounts.slice(0, MAX_MOUNTS)) {
    const place = placeOfMount(mount)
    for (const [index, { rule, severity, details }] of judge(mount, { container, machine }).entries()) {
      const isElsewhere = place !== undefined && place !== mount.source
      const through = mount.volume === undefined ? '' : `volume ${mount.volume}, `
      const mode = mount.readOnly ? 'read-only' : 'writable'
      context.report(
        unsafeMount({
          rule,
          severity,
          mount,
          at: { object: `mounts[${mount.destination}]` },
          evidence: `${mount.source}${isElsewhere ? ` (${place})` : ''} → ${mount.destination} (${through}${mode}; ${details.join(', ')})`,
          identity: `${mount.source}\0${mount.destination}`,
          // plugin-escape reports the same mount for what it gives: both become one finding. How it is mounted is a finding of its own.
          ...(index === 0 && place !== undefined ? { subject: mountSubject(mount) } : {}),
        }),
      )
    }
  }
}

/** What is known of the machine, where it is this one. */
async function machineOf({ facts }: Container, context: ScanContext): Promise<Machine | undefined> {
  return facts !== undefined && Object.hasOwn(facts, machineFact.id) ? context.fact(machineFact) : undefined
}
