import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asText, membersOf, yamlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Dart's lock file; what the SDK itself brings is no package of pub. */
export const pubspecLock: PackageReader = {
  id: 'dart-lock',
  names: ['pubspec.lock'],
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    for (const [name, entry] of membersOf(yamlOf(bytes)['packages'])) {
      if (entry['source'] === 'sdk') continue
      const origin =
        entry['source'] === 'git' || entry['source'] === 'path'
          ? (asText(asObject(entry['description'])['url']) ?? asText(asObject(entry['description'])['path']))
          : undefined
      const isDevelopment = entry['dependency'] === 'direct dev'
      findings.add({
        type: 'pub',
        name,
        version: entry['version'],
        isInstalled: false,
        meta:
          isDevelopment || origin !== undefined
            ? { ...(isDevelopment ? { isDevelopment } : {}), ...(origin === undefined ? {} : { origin }) }
            : undefined,
      })
    }
    return findings.reading
  },
}
