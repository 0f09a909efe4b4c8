import { isWanted } from './reader.ts'
import type { PackageReader } from './reader.ts'
import type { Reading } from './reading.ts'

/** What a reader makes of a file, for tests; fails where the reader would not be asked. */
export function read(reader: PackageReader, path: string, content: string | Uint8Array): Reading | undefined {
  if (!isWanted(reader, path)) throw new Error(`${reader.id} does not want ${path}`)
  return reader.read({ path, bytes: typeof content === 'string' ? Buffer.from(content) : content })
}

/** Its packages as `name version`, and whether they are only asked for. */
export function words(reading: Reading | undefined): string[] {
  return (reading?.packages ?? []).map(
    ({ name, version, isInstalled }) => `${name} ${version}${isInstalled ? '' : ' (asked)'}`,
  )
}
