import {
  carriedName,
  carriedParts,
  exportDatabase,
  importDatabase,
  INDEX_NAME,
  receiveDatabase,
} from '@veinmind/advisories'
import type { Received } from '@veinmind/advisories'
import { makeFolder } from '@veinmind/internal'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { StoredFile } from '@veinmind/sdk'
import { hash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, oneWord } from './context.ts'
import type { DatabaseContext } from './context.ts'

const ARTIFACT_TYPE = 'application/vnd.veinmind.advisories.v1'
const INDEX_TYPE = 'application/vnd.veinmind.advisories.index.v1+json'
const GROUP_TYPE = 'application/vnd.veinmind.advisories.group.v1+zstd'
/** An index is some tens of kilobytes. */
const MAX_INDEX = 16 * 2 ** 20

/** `db push <reference>`: one layer a group, so that an update brings those that have changed. */
export async function push(context: DatabaseContext): Promise<void> {
  const reference = withoutScheme(oneWord(context, 'a reference, host/repository:tag'))
  const files: StoredFile[] = []
  for await (const { name, content } of carriedParts(folderOf(context), context.signal))
    files.push({ name, content, mediaType: name === INDEX_NAME ? INDEX_TYPE : GROUP_TYPE })
  context.print(await context.artifacts.push(reference, { type: ARTIFACT_TYPE, files }))
}

/** `db pull <reference>` */
export async function pull(context: DatabaseContext): Promise<void> {
  const reference = withoutScheme(oneWord(context, 'a reference, host/repository:tag'))
  tell(context, await pullFrom(context, reference))
}

/** `db update [oci://…|https://…]…`: mirrors are asked in their order until one has it. */
export async function update(context: DatabaseContext): Promise<void> {
  const given = context.words.length > 0 ? context.words : [context.environment['VEINMIND_DB'] ?? '']
  const places = given.flatMap((word) => word.split(',')).filter((place) => place !== '')
  if (places.length === 0)
    throw usageError('DB_SOURCE_MISSING', 'db update: it is not said where the database comes from', {
      hint: 'name oci://host/repository:tag or https://…, set VEINMIND_DB to it, or make it yourself: veinmind db build --from <folder>',
    })
  for (const [at, place] of places.entries()) {
    try {
      tell(context, await updateFrom(context, place))
      return
    } catch (error) {
      context.signal.throwIfAborted()
      if (at === places.length - 1) throw error
      const { code, message } = toVeinmindError(error)
      context.log.warn('this mirror has no database; the next is asked', { code, place, reason: message })
    }
  }
}

async function updateFrom(context: DatabaseContext, place: string): Promise<Received> {
  if (!/^https?:\/\//i.test(place)) return pullFrom(context, withoutScheme(place))
  const folder = folderOf(context)
  await makeFolder(folder)
  // Kept where it breaks off: the next time continues what came from the same place.
  const file = join(folder, `.download-${hash('sha256', place, 'hex').slice(0, 12)}.tar`)
  await context.download(place, file)
  try {
    return await importDatabase(file, folder, context.signal)
  } finally {
    await rm(file, { force: true })
  }
}

async function pullFrom({ artifacts, signal, ...context }: DatabaseContext, reference: string): Promise<Received> {
  const { type, files } = await artifacts.pull(reference)
  const index = files.find(({ name }) => name === INDEX_NAME)
  if (type !== ARTIFACT_TYPE || index === undefined || index.size > MAX_INDEX)
    throw new VeinmindError('DB_NOT_A_DATABASE', `${reference} is no database of vulnerabilities`, {
      hint: 'push one there with veinmind db push',
    })
  const parts: Uint8Array[] = []
  for await (const chunk of index.stream()) parts.push(Uint8Array.from(chunk))
  return receiveDatabase(
    {
      where: reference,
      index: Buffer.concat(parts).toString(),
      open: (file) => files.find(({ name }) => name === carriedName(file))?.stream(),
    },
    folderOf({ artifacts, signal, ...context }),
    signal,
  )
}

/** `db export <file>` */
export async function exportFile(context: DatabaseContext): Promise<void> {
  const file = oneWord(context, 'the file to write')
  await exportDatabase(folderOf(context), file, context.signal)
  context.print(file)
}

/** `db import <file>` */
export async function importFile(context: DatabaseContext): Promise<void> {
  tell(context, await importDatabase(oneWord(context, 'the file of a database'), folderOf(context), context.signal))
}

function tell(context: DatabaseContext, { info, files }: Received): void {
  const { print, say } = context
  print(folderOf(context))
  print(
    files.length === 0
      ? say('of {0}: nothing has changed', info.date)
      : say('of {0}: {1} of {2} files are new', info.date, files.length, info.files.length),
  )
}

const withoutScheme = (reference: string): string => reference.replace(/^oci:\/\//i, '')
