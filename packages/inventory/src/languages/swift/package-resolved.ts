import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, asText, jsonOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Swift's lock file of versions 1 to 3; a package is named by the address of its repository. */
export const packageResolved: PackageReader = {
  id: 'swift-resolved',
  names: ['package.resolved'],
  max: mib(4),
  read({ bytes }) {
    const content = jsonOf(bytes)
    const findings = new Findings()
    for (const pin of [...asList(content['pins']), ...asList(asObject(content['object'])['pins'])].map(asObject)) {
      const address = asText(pin['location']) ?? asText(pin['repositoryURL']) ?? ''
      const state = asObject(pin['state'])
      findings.add({
        type: 'swift',
        name: nameOf(address) ?? asText(pin['identity']) ?? asText(pin['package']),
        version: asText(state['version']),
        isInstalled: false,
        meta:
          asText(state['version']) === undefined
            ? { origin: asText(state['branch']) ?? asText(state['revision']) ?? address }
            : undefined,
      })
    }
    return findings.reading
  },
}

/** `https://github.com/apple/swift-nio.git` and `git@github.com:apple/swift-nio.git` are github.com/apple/swift-nio. */
function nameOf(address: string): string | undefined {
  const [, host, path] =
    /^(?:\w+:\/\/)?(?:[^@/\s]{1,100}@)?([\w.-]{1,200})(?::\d+)?[:/]([\w./~-]{1,300}?)(?:\.git)?\/?$/.exec(address) ?? []
  return host === undefined || path === undefined ? undefined : `${host}/${path}`
}
