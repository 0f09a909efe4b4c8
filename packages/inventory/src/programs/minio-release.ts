import type { Bytes } from '../executables/model.ts'
import { bufferOf } from '../executables/model.ts'

const CHUNK = 4 << 20
/** More than a release has characters. */
const OVERLAP = 80
const MARKER = Buffer.from('RELEASE.20', 'latin1')
const TAG = /^RELEASE\.20[1-9]\d-\d\d-\d\dT\d\d-\d\d-\d\dZ(?:\.hotfix\.[0-9a-f]{7,12})?/
const MAX_TAGS = 10_000
const PSEUDO = /^v?\d+\.\d+\.\d+-(?:0\.)?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-[0-9a-f]{12}$/

/**
 * The release that a program of MinIO is: the newest that it names, since none knows of a later one than itself. Without one it was not built
 * by its makers, and is called as they call such builds, by the time of its commit; that is also what their releases are named by.
 */
export async function minioRelease(bytes: Bytes, version: string): Promise<string | undefined> {
  const [newest] = [...(await tagsIn(bytes))].toSorted().toReversed()
  if (newest !== undefined) return newest
  const [, year, month, day, hour, minute, second] = PSEUDO.exec(version) ?? []
  return year === undefined ? undefined : `DEVELOPMENT.${year}-${month}-${day}T${hour}-${minute}-${second}Z`
}

async function tagsIn(bytes: Bytes): Promise<ReadonlySet<string>> {
  const tags = new Set<string>()
  let left = MAX_TAGS
  for (let position = 0; position < bytes.size; position += CHUNK) {
    const chunk = bufferOf(await bytes.read(position, CHUNK + OVERLAP))
    for (let at = chunk.indexOf(MARKER); at >= 0 && left > 0; at = chunk.indexOf(MARKER, at + 1)) {
      left -= 1
      const tag = TAG.exec(chunk.toString('latin1', at, at + OVERLAP))?.[0]
      if (tag !== undefined) tags.add(tag)
    }
  }
  return tags
}
