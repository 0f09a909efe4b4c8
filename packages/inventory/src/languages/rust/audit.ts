import { inflateSync } from 'node:zlib'
import { asObject } from '@veinmind/internal'
import type { Bytes, Executable } from '../../executables/model.ts'
import { readSection } from '../../executables/model.ts'
import { asList, jsonOf } from '../formats.ts'
import type { Findings } from '../reading.ts'

const MAX_PACKED = 4 << 20
const MAX_BYTES = 8 << 20

/** Adds the crates that cargo-auditable wrote into a program: JSON behind zlib in a section of its own. */
export async function addCrates(bytes: Bytes, { sections }: Executable, findings: Findings): Promise<void> {
  const section = sections.find(({ name }) => name === '.dep-v0' || name === 'rust-deps-v0')
  if (section === undefined) return
  let list: ReturnType<typeof jsonOf>
  try {
    list = jsonOf(inflateSync(await readSection(bytes, section, MAX_PACKED), { maxOutputLength: MAX_BYTES }))
  } catch {
    return findings.cut('the list of crates in it is damaged')
  }
  for (const entry of asList(list['packages']).map(asObject)) {
    // A dependency of the build only is not in the program.
    if (entry['kind'] === 'build') continue
    findings.add({ type: 'cargo', name: entry['name'], version: entry['version'], isInstalled: true })
  }
}
