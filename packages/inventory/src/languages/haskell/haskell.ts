import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, asText, textOf, yamlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** cabal's: `any.name ==1.0`, one a line. */
export const cabalFreeze: PackageReader = {
  id: 'haskell-cabal-freeze',
  names: ['cabal.project.freeze'],
  max: mib(4),
  read({ bytes }) {
    const findings = new Findings()
    for (const line of textOf(bytes).split(/\r?\n/)) {
      const [, name, version] =
        /^(?:constraints:)?\s*any\.([\w-]{1,200})\s*==\s*(\d[\d.]{0,60})\s*,?\s*$/.exec(line.slice(0, 400)) ?? []
      if (name !== undefined) findings.add({ type: 'hackage', name, version, isInstalled: false })
    }
    return findings.reading
  },
}

/** Stack's lock file, and the list in its configuration: `name-1.0@sha256:…`. */
export const stackLock: PackageReader = {
  id: 'haskell-stack',
  names: ['stack.yaml.lock', 'stack.yaml'],
  max: mib(4),
  read({ bytes }) {
    const content = yamlOf(bytes)
    const findings = new Findings()
    const references = [
      ...asList(content['packages']).map((entry) => asText(asObject(asObject(entry)['completed'])['hackage'])),
      ...asList(content['extra-deps']).map((entry) => asText(entry)),
    ]
    for (const reference of references) {
      const [, name, version] = /^([A-Za-z][\w-]{0,200}?)-(\d[\d.]{0,60})(?:@|$)/.exec(reference ?? '') ?? []
      if (name !== undefined) findings.add({ type: 'hackage', name, version, isInstalled: false })
    }
    return findings.reading
  },
}
