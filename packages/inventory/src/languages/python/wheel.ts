import type { ArchiveReader } from '../archive-reader.ts'
import { Findings } from '../reading.ts'
import { readMetadata } from './metadata.ts'

/** Wheels and eggs that lie there unopened: their metadata say what they are. An egg is imported as it is; a wheel waits for its installation. */
export const pythonArchives: ArchiveReader = {
  id: 'python-archive',
  extensions: ['.whl', '.egg'],
  wants: ({ name, depth }) => depth === 0 && /^(?:[^/]+\.dist-info\/METADATA|EGG-INFO\/PKG-INFO)$/.test(name),
  read({ path, members }) {
    const findings = new Findings()
    const isInstalled = path.toLowerCase().endsWith('.egg')
    for (const { bytes } of members) {
      for (const found of readMetadata(bytes)?.packages ?? []) findings.add({ ...found, isInstalled })
    }
    return findings.reading
  },
}
