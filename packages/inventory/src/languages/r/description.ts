import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import { headersOf } from '../headers.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** `DESCRIPTION` of an installed package of R; only those that were built say by which R. */
export const rDescription: PackageReader = {
  id: 'r-description',
  names: ['description'],
  path: /\/DESCRIPTION$/,
  max: mib(1),
  read({ bytes }) {
    const fields = headersOf(textOf(bytes))
    const first = (name: string): string | undefined => fields.get(name)?.[0]
    if (first('package') === undefined || first('version') === undefined) return undefined
    const findings = new Findings()
    // `MIT + file LICENSE`: the file adds only the names of the authors.
    const license = first('license')?.replace(/\s*\+\s*file LICEN[SC]E$/i, '')
    findings.add({
      type: 'cran',
      name: first('package'),
      version: first('version'),
      isInstalled: first('built') !== undefined,
      licenses: [license],
    })
    return findings.reading
  },
}
