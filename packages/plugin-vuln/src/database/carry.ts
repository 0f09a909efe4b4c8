import {
  carriedName,
  carriedParts,
  exportDatabase,
  importDatabase,
  INDEX_NAME,
  receiveDatabase,
  SIGNATURE_NAME,
  withLock,
} from '@veinmind/advisories'
import type { CarryOptions, Received, ReceiveOptions } from '@veinmind/advisories'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { FetchedFile, StoredFile } from '@veinmind/sdk'
import { hash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, oneWord } from './context.ts'
import type { DatabaseContext } from './context.ts'
import { readMark, writeMark } from './last-download.ts'

const ARTIFACT_TYPE = 'application/vnd.veinmind.advisories.v1'
const GROUP_TYPE = 'application/vnd.veinmind.advisories.group.v1+zstd'
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  [INDEX_NAME]: 'application/vnd.veinmind.advisories.index.v1+json',
  [SIGNATURE_NAME]: 'application/vnd.veinmind.advisories.signature.v1',
}
/** An index is some tens of kilobytes. */
const MAX_INDEX = 16 * 2 ** 20
const MAX_SIGNATURE = 4096

/** `db push <reference>`: one layer a group, so that an update brings those that have changed. */
export async function push(context: DatabaseContext): Promise<void> {
  const reference = withoutScheme(oneWord(context, 'a reference, host/repository:tag'))
  const files: StoredFile[] = []
  for await (const { name, content } of carriedParts(folderOf(context), carryOptions(context)))
    files.push({ name, content, mediaType: MEDIA_TYPES[name] ?? GROUP_TYPE })
  context.print(await context.artifacts.push(reference, { type: ARTIFACT_TYPE, files }))
}

/** `db pull <reference>` */
export async function pull(context: DatabaseContext): Promise<void> {
  const reference = withoutScheme(oneWord(context, 'a reference, host/repository:tag'))
  tell(context, await pullFrom(context, reference))
}

/** `db update [oci://…|https://…]…`: mirrors are asked in their order until one has it. */
export async function update(context: DatabaseContext): Promise<void> {
  const places = placesOf(context)
  if (places.length === 0)
    throw usageError('DB_SOURCE_MISSING', 'db update: it is not said where the database comes from', {
      hint: 'name oci://host/repository:tag or https://…, set VEINMIND_DB to it, or make it yourself: veinmind db update --from-sources, veinmind db build --from <folder>',
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

/** Where the database comes from: what is said, else what the environment says, else the configuration. */
function placesOf({ words, environment, options }: DatabaseContext): readonly string[] {
  const given = [words, [environment['VEINMIND_DB'] ?? ''], options.mirrors]
    .map((list) => list.flatMap((word) => word.split(',')).filter((place) => place !== ''))
    .find((list) => list.length > 0)
  return given ?? []
}

async function updateFrom(context: DatabaseContext, place: string): Promise<Received | undefined> {
  if (!/^https?:\/\//i.test(place)) return pullFrom(context, withoutScheme(place))
  const folder = folderOf(context)
  const { signal } = context
  const mark = hash('sha256', place, 'hex').slice(0, 12)
  return withLock(folder, { name: `.download-${mark}.lock`, signal }, async () => {
    // Kept where it breaks off: the next time continues what came from the same place.
    const file = join(folder, `.download-${mark}.tar`)
    // Where a key is asked for, what is there may be of a time when it was not.
    const known = context.options['db-key'] === undefined ? await readMark(folder, place) : undefined
    const { etag, isUnchanged } = await context.download(place, file, known === undefined ? {} : { etag: known })
    if (isUnchanged === true) return undefined
    try {
      const received = await importDatabase(file, folder, receiveOptions(context))
      if (etag !== undefined) await writeMark(folder, { place, etag })
      return received
    } finally {
      await rm(file, { force: true })
    }
  })
}

async function pullFrom(context: DatabaseContext, reference: string): Promise<Received> {
  const { type, files } = await context.artifacts.pull(reference)
  const index = files.find(({ name }) => name === INDEX_NAME)
  if (type !== ARTIFACT_TYPE || index === undefined || index.size > MAX_INDEX)
    throw new VeinmindError('DB_NOT_A_DATABASE', `${reference} is no database of vulnerabilities`, {
      hint: 'push one there with veinmind db push',
    })
  const signature = files.find(({ name, size }) => name === SIGNATURE_NAME && size <= MAX_SIGNATURE)
  return receiveDatabase(
    {
      where: reference,
      index: await readText(index),
      ...(signature === undefined ? {} : { signature: await readText(signature) }),
      open: (file) => files.find(({ name }) => name === carriedName(file))?.stream(),
    },
    folderOf(context),
    receiveOptions(context),
  )
}

async function readText(file: FetchedFile): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of file.stream()) parts.push(Uint8Array.from(chunk))
  return Buffer.concat(parts).toString()
}

const carryOptions = ({ signal, options }: DatabaseContext): CarryOptions => ({
  signal,
  signKey: options['sign-key']?.text,
})

const receiveOptions = ({ signal, options }: DatabaseContext): ReceiveOptions => ({
  signal,
  key: options['db-key']?.text,
})

/** `db export <file>` */
export async function exportFile(context: DatabaseContext): Promise<void> {
  const file = oneWord(context, 'the file to write')
  await exportDatabase(folderOf(context), file, carryOptions(context))
  context.print(file)
}

/** `db import <file>` */
export async function importFile(context: DatabaseContext): Promise<void> {
  const file = oneWord(context, 'the file of a database')
  tell(context, await importDatabase(file, folderOf(context), receiveOptions(context)))
}

function tell(context: DatabaseContext, received: Received | undefined): void {
  const { print, say } = context
  print(folderOf(context))
  if (received === undefined) {
    print(say('nothing has changed'))
    return
  }
  const { info, files } = received
  print(
    files.length === 0
      ? say('of {0}: nothing has changed', info.date)
      : say('of {0}: {1} of {2} files are new', info.date, files.length, info.files.length),
  )
}

const withoutScheme = (reference: string): string => reference.replace(/^oci:\/\//i, '')
