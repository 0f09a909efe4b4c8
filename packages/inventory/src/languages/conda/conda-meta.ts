import { mib } from '@veinmind/sdk'
import { asText, jsonOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** What conda leaves of a package that it installed. */
export const condaMeta: PackageReader = {
  id: 'conda-meta',
  extensions: ['.json'],
  path: /\/conda-meta\/[^/]+\.json$/,
  max: mib(16),
  read({ bytes }) {
    const { name, version, build, channel, subdir, license } = jsonOf(bytes)
    if (asText(name) === undefined || asText(version) === undefined) return undefined
    const qualifiers: Record<string, string> = {}
    for (const [key, value] of [
      ['build', asText(build)],
      ['channel', channelOf(asText(channel))],
      ['subdir', asText(subdir)],
    ] as const) {
      if (value !== undefined && value !== '' && value.length <= 200) qualifiers[key] = value
    }
    const findings = new Findings()
    findings.add({ type: 'conda', name, version, isInstalled: true, licenses: [license], qualifiers })
    return findings.reading
  },
}

/** `https://conda.anaconda.org/conda-forge/linux-64` is conda-forge. */
function channelOf(channel: string | undefined): string | undefined {
  return channel?.replace(/\/(?:linux|osx|win|noarch)[^/]*$/, '').replace(/^.*\//, '')
}
