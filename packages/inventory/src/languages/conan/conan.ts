import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, asText, jsonOf, membersOf, textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** `name/1.0@user/channel#revision%time` */
const REFERENCE =
  /^(?<name>[\w.+-]{1,200})\/(?<version>[^@#%\s[\]]{1,100})(?:@(?<user>[\w.+-]{1,100})\/(?<channel>[\w.+-]{1,100}))?(?:[#%@]|$)/

/** Conan's lock file of both versions. */
export const conanLock: PackageReader = {
  id: 'conan-lock',
  names: ['conan.lock'],
  max: mib(8),
  read({ bytes }) {
    const lock = jsonOf(bytes)
    const findings = new Findings()
    for (const reference of asList(lock['requires'])) add(findings, asText(reference))
    for (const reference of [...asList(lock['build_requires']), ...asList(lock['python_requires'])])
      add(findings, asText(reference), true)
    for (const [, node] of membersOf(asObject(lock['graph_lock'])['nodes'])) add(findings, asText(node['ref']))
    return findings.reading
  },
}

/** `conanfile.txt` asks, `conaninfo.txt` says what a package was built with. */
export const conanText: PackageReader = {
  id: 'conan-text',
  names: ['conanfile.txt', 'conaninfo.txt'],
  max: mib(2),
  read({ bytes }) {
    const findings = new Findings()
    let section = ''
    for (const raw of textOf(bytes).split(/\r?\n/)) {
      const line = raw.replace(/#.*$/, '').trim()
      if (/^\[.{1,60}\]$/.test(line)) section = line.slice(1, -1)
      else if (section === 'requires' || section === 'full_requires' || section === 'tool_requires')
        add(findings, line, section === 'tool_requires')
    }
    return findings.reading
  },
}

function add(findings: Findings, reference: string | undefined, isDevelopment = false): void {
  const { name, version, user, channel } = REFERENCE.exec(reference ?? '')?.groups ?? {}
  if (name === undefined) return
  findings.add({
    type: 'conan',
    name,
    version,
    isInstalled: false,
    qualifiers: user === undefined || channel === undefined ? undefined : { user, channel },
    meta: isDevelopment ? { isDevelopment } : undefined,
  })
}
