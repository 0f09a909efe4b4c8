import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, tomlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** cargo's lock file: a table for each crate; those without a source are the project's own. */
export const cargoLock: PackageReader = {
  id: 'cargo-lock',
  names: ['cargo.lock'],
  max: mib(16),
  read({ bytes }) {
    const findings = new Findings()
    for (const entry of asList(tomlOf(bytes)['package']).map(asObject)) {
      findings.add({ type: 'cargo', name: entry['name'], version: entry['version'], isInstalled: false })
    }
    return findings.reading
  },
}
