import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** `name[extras] == 1.0` with what may follow it: other clauses, hashes, a marker. */
const PINNED =
  /^(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)\s{0,20}(?:\[[^\]]{0,500}\]\s{0,20})?===?\s{0,20}(?<version>[^\s;,#*]{1,200})(?=$|[\s;,])/

/** How much of a line is read: hashes make lines long, and the name and the version stand before them. */
const MAX_LINE = 1024

/** pip's requirements files. Only a package that is pinned to one version is listed. */
export const requirements: PackageReader = {
  id: 'python-requirements',
  extensions: ['.txt', '.in'],
  path: /(?:^|\/)(?:[^/]*requirements[^/]*|requirements\/[^/]+)\.txt$/i,
  max: mib(4),
  read({ path, bytes }) {
    const findings = new Findings()
    const isDevelopment = /(?:dev|test|lint|docs?)[^/]*\.txt$/i.test(path)
    for (const line of textOf(bytes)
      .replaceAll(/\\\r?\n/g, ' ')
      .split(/\r?\n/)) {
      const { name, version } = PINNED.exec(line.trim().slice(0, MAX_LINE))?.groups ?? {}
      if (name !== undefined)
        findings.add({
          type: 'pypi',
          name,
          version,
          isInstalled: false,
          meta: isDevelopment ? { isDevelopment } : undefined,
        })
    }
    return findings.reading
  },
}
