import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { jsonOf, membersOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** deno's lock file of versions 2 to 5: packages of npm and of JSR by `name@1.0.0_peer@2`. */
export const denoLock: PackageReader = {
  id: 'deno-lock',
  names: ['deno.lock'],
  max: mib(32),
  read({ bytes }) {
    const lock = jsonOf(bytes)
    const findings = new Findings()
    // Version 3 has both below `packages`, version 2 has the packages of npm one deeper.
    const inner = asObject(lock['packages'])
    const npm = { ...asObject(lock['npm']), ...asObject(inner['npm']) }
    const packages = npm['packages'] === undefined ? npm : asObject(npm['packages'])
    addAll('npm', packages, findings)
    addAll('jsr', { ...asObject(lock['jsr']), ...asObject(inner['jsr']) }, findings)
    return findings.reading
  },
}

function addAll(type: string, packages: unknown, findings: Findings): void {
  for (const [key] of membersOf(packages)) {
    const at = key.indexOf('@', 1)
    const [version] = key.slice(at + 1).split('_', 1)
    if (at > 0) findings.add({ type, name: key.slice(0, at), version, isInstalled: false })
  }
}
