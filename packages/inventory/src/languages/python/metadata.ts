import { mib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import { headersOf } from '../headers.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'

/** What an installer leaves of a distribution: `METADATA` in `x.dist-info`, `PKG-INFO` in `x.egg-info`, or an egg-info that is a file. */
export const pythonMetadata: PackageReader = {
  id: 'python-package',
  names: ['metadata', 'pkg-info'],
  extensions: ['.egg-info'],
  path: /(?:\.dist-info\/METADATA|(?:\.egg-info|EGG-INFO)\/PKG-INFO|\.egg-info)$/i,
  max: mib(4),
  read: ({ bytes }) => readMetadata(bytes),
}

/** The distribution that core metadata name (packaging.python.org); `undefined` without a name. */
export function readMetadata(bytes: Uint8Array, inside?: string): Reading | undefined {
  const fields = headersOf(textOf(bytes))
  const name = fields.get('name')?.[0]
  if (name === undefined) return undefined
  const findings = new Findings()
  findings.add({
    type: 'pypi',
    name,
    version: fields.get('version')?.[0],
    isInstalled: true,
    licenses: licensesOf(fields),
    inside,
  })
  return findings.reading
}

/** The expression; else the classifiers; else what its author wrote, if that is a name and not a text. */
function licensesOf(fields: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const expression = fields.get('license-expression')?.[0]
  if (expression !== undefined && expression !== '') return [expression]
  const classifiers = (fields.get('classifier') ?? []).filter((line) => /^License ::.*::/.test(line))
  const written = fields.get('license')?.[0] ?? ''
  const isName = written !== '' && written !== 'UNKNOWN' && written.length <= 120 && !written.includes('\n')
  if (classifiers.length > 0) return classifiers.map((line) => line.slice(line.lastIndexOf('::') + 2))
  return isName ? [written] : []
}
