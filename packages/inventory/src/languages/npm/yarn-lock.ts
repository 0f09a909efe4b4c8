import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings, UnreadableError } from '../reading.ts'

/**
 * yarn's lock files, of version 1 and of berry: both have a block for each package, headed by the descriptors that it answers, with
 * its version in it. Read by lines, which both are.
 */
export const yarnLock: PackageReader = {
  id: 'yarn-lock',
  names: ['yarn.lock'],
  max: mib(32),
  read({ bytes }) {
    const findings = new Findings()
    let name: string | undefined
    let isAny = false
    for (const line of textOf(bytes).split(/\r?\n/)) {
      if (line.trim() === '' || line.startsWith('#')) continue
      if (!/^\s/.test(line)) {
        isAny ||= line.endsWith(':')
        name = line === '__metadata:' ? undefined : nameOf(line)
        continue
      }
      if (name === undefined) continue
      const [, version] = /^ {2}version:? "?([^"\s]+)"?$/.exec(line) ?? []
      const [, resolution] = /^ {2}resolution: "(.{1,600})"$/.exec(line) ?? []
      if (version !== undefined && version !== '0.0.0-use.local') {
        findings.add({ type: 'npm', name, version, isInstalled: false })
        name = undefined
      } else if (version !== undefined || resolution?.includes('@workspace:') === true) name = undefined
    }
    if (!isAny && textOf(bytes.subarray(0, 4096)).replace(/^#.*$/gm, '').trim() !== '')
      throw new UnreadableError('it is no lock file of yarn')
    return findings.reading
  },
}

/** The name of the package in `"@scope/name@npm:^1, other@…":`; for an alias, the package that it stands for. */
function nameOf(head: string): string | undefined {
  const [first = ''] = head.replace(/:$/, '').split(/"?, "?/, 1)
  const descriptor = first.replace(/^"|"$/g, '')
  const at = descriptor.indexOf('@', 1)
  if (at < 0) return undefined
  const range = descriptor.slice(at + 1)
  // `npm:` of berry stands before every range, that of an alias before a name.
  const [, alias] = /^npm:((?:@[^/@]{1,214}\/)?[A-Za-z][^/@\s]{0,214})@/.exec(range) ?? []
  return alias ?? descriptor.slice(0, at)
}
