import { readArchive } from '@veinmind/archives'
import { VeinmindError } from '@veinmind/sdk'
import { createWriteStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { damaged, INDEX_NAME, readIndex } from '../store/index-file.ts'
import type { DatabaseInfo } from '../store/index-file.ts'
import { verifyFile } from '../store/verify.ts'
import { compressFile } from './compress.ts'
import { receiveDatabase } from './receive.ts'
import type { Received, ReceiveOptions } from './receive.ts'
import { SIGNATURE_NAME, signIndex } from './signature.ts'

/** What a file of a database is called where it is carried. */
export const carriedName = (file: string): string => `${file}.zst`

/** The index of the database in a folder, or the error that there is none. */
export async function requireIndex(folder: string): Promise<DatabaseInfo> {
  const info = await readIndex(folder)
  if (info !== undefined) return info
  throw new VeinmindError('ADVISORIES_MISSING', `there is no database in ${folder}`, {
    hint: 'veinmind db update gets one, veinmind db build --from <folder> makes one',
  })
}

export interface CarryOptions {
  readonly signal?: AbortSignal | undefined
  /** A private key (PEM) to sign the database with; without one a signature that is there goes along. */
  readonly signKey?: string | undefined
}

/** The parts of the database in a folder as they are carried, the index first. */
export async function* carriedParts(
  folder: string,
  { signal, signKey }: CarryOptions = {},
): AsyncGenerator<{ readonly name: string; readonly content: Uint8Array }> {
  const info = await requireIndex(folder)
  const index = await readFile(join(folder, INDEX_NAME))
  yield { name: INDEX_NAME, content: index }
  const signature =
    signKey === undefined
      ? await readFile(join(folder, SIGNATURE_NAME), 'utf8').catch(() => undefined)
      : signIndex(index, signKey)
  if (signature !== undefined) yield { name: SIGNATURE_NAME, content: Buffer.from(signature) }
  for (const file of info.files) {
    await verifyFile(folder, file)
    yield { name: carriedName(file.file), content: await compressFile(join(folder, file.file), signal) }
  }
}

/** Writes the database in a folder into one file, a tar, to be carried to where no network is. */
export async function exportDatabase(folder: string, file: string, options: CarryOptions = {}): Promise<void> {
  await requireIndex(folder)
  const temporary = `${file}.${process.pid}.part`
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for await (const { name, content } of carriedParts(folder, options)) {
      yield tarHeader(name, content.length)
      yield content
      yield Buffer.alloc((512 - (content.length % 512)) % 512)
    }
    yield Buffer.alloc(1024)
  }
  try {
    await pipeline(Readable.from(blocks()), createWriteStream(temporary))
    await rename(temporary, file)
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('ADVISORIES_NOT_WRITTEN', `${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
      hint: 'check the folder, its permissions and the space',
    })
  } finally {
    await rm(temporary, { force: true })
  }
}

/** POSIX.1-1988, as every tar reads it. */
function tarHeader(name: string, size: number): Uint8Array {
  const header = Buffer.alloc(512)
  const put = (text: string, at: number): void => void header.write(text, at, 'latin1')
  put(name, 0)
  put('0000644\0', 100)
  put('0000000\0', 108)
  put('0000000\0', 116)
  put(`${size.toString(8).padStart(11, '0')}\0`, 124)
  put(`${'0'.repeat(11)}\0`, 136)
  put('        ', 148)
  put('0', 156)
  put('ustar\0', 257)
  put('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** Puts the database of such a file into a folder, as `receiveDatabase` does. */
export async function importDatabase(file: string, folder: string, options: ReceiveOptions = {}): Promise<Received> {
  const { signal } = options
  await using opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new VeinmindError('ADVISORIES_SOURCE_UNREADABLE', `${file} cannot be read: ${error.message}`, {
      cause: error,
      isUsage: error.code === 'ENOENT',
      hint: 'name a file that veinmind db export has written',
    })
  })
  const { size } = await opened.stat()
  const problems: string[] = []
  const source = {
    path: file,
    size,
    read: async (position: number, length: number) => {
      const { buffer, bytesRead } = await opened.read(Buffer.alloc(length), 0, length, position)
      return buffer.subarray(0, bytesRead)
    },
  }
  const parts = new Map<string, Uint8Array>()
  for await (const member of readArchive(source, {
    opens: () => false,
    wants: ({ name }) => name === INDEX_NAME || name === SIGNATURE_NAME || name.endsWith('.zst'),
    unread: ({ message }) => void problems.push(message),
    ...(signal === undefined ? {} : { signal }),
  })) {
    const content = await member.read()
    if (content !== undefined) parts.set(member.name, content)
  }
  const index = parts.get(INDEX_NAME)
  const signature = parts.get(SIGNATURE_NAME)
  if (problems.length > 0) throw damaged(`${file} is damaged: ${problems[0]}`)
  if (index === undefined) throw damaged(`${file} holds no database`)
  async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
    yield content
  }
  return await receiveDatabase(
    {
      where: file,
      index: Buffer.from(index).toString(),
      ...(signature === undefined ? {} : { signature: Buffer.from(signature).toString() }),
      open: (name) => {
        const content = parts.get(carriedName(name))
        return content === undefined ? undefined : one(content)
      },
    },
    folder,
    options,
  )
}
