import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, asText, tomlOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Julia's lock file: tables of a name, since version 2 of the format below `deps`. What has no version is part of Julia. */
export const juliaManifest: PackageReader = {
  id: 'julia-manifest',
  names: ['manifest.toml', 'juliamanifest.toml'],
  extensions: ['.toml'],
  path: /\/(?:Julia)?Manifest(?:-v[\d.]+)?\.toml$/,
  max: mib(8),
  read({ bytes }) {
    const manifest = tomlOf(bytes)
    const findings = new Findings()
    for (const [name, entries] of Object.entries(
      manifest['manifest_format'] === undefined ? manifest : asObject(manifest['deps']),
    )) {
      for (const entry of asList(entries).map(asObject)) {
        const uuid = asText(entry['uuid'])
        if (asText(entry['version']) === undefined) continue
        findings.add({
          type: 'julia',
          name,
          version: entry['version'],
          isInstalled: false,
          qualifiers: uuid === undefined || uuid.length > 64 ? undefined : { uuid },
        })
      }
    }
    return findings.reading
  },
}
