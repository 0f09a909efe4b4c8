import { INDEX_NAME } from '@veinmind/advisories'
import { asObject } from '@veinmind/internal'
import { stat, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Which place the database in the folder was fetched from, and the mark (`ETag`) that the server gave what it sent. */
const NAME = '.last-download.json'

/** The mark of what was fetched from a place, if it is still what the folder holds. */
export async function readMark(folder: string, place: string): Promise<string | undefined> {
  try {
    const last = asObject(JSON.parse(await readFile(join(folder, NAME), 'utf8')))
    const isSame = last['place'] === place && last['index'] === (await stampOf(folder))
    return isSame && typeof last['etag'] === 'string' ? last['etag'] : undefined
  } catch {
    return undefined
  }
}

export async function writeMark(
  folder: string,
  last: { readonly place: string; readonly etag: string },
): Promise<void> {
  await writeFile(join(folder, NAME), JSON.stringify({ ...last, index: await stampOf(folder) }))
}

/** Another database in the folder has another index. */
async function stampOf(folder: string): Promise<string> {
  const { ino, mtimeMs } = await stat(join(folder, INDEX_NAME))
  return `${ino} ${mtimeMs}`
}
