import type { RandomAccess } from '@veinmind/sdk'
import { createBudget } from './budget.ts'
import type { Budget } from './budget.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { isNamedAsArchive, kindOf } from './kind.ts'
import { readCompressed } from './stream/compressed.ts'
import { readTar } from './stream/tar.ts'
import type { Member, ReadArchiveOptions, Source } from './types.ts'
import { readZip } from './zip/read-zip.ts'
import type { Place, Reading } from './reading.ts'

/**
 * The files of an archive and of the archives in it, one after the other, whatever it is called: zip (jar, war, ear, wheel …,
 * also behind a program that unpacks it), tar, gzip and zstd. What is no archive has no members. Never throws for what an archive holds:
 * what could not be read is told to `options.unread`. Throws the reason of an aborted `signal`, and what the source throws.
 */
export async function* readArchive(
  source: Uint8Array | RandomAccess,
  options: ReadArchiveOptions,
): AsyncGenerator<Member> {
  const opened = source instanceof Uint8Array ? fromBytes(source) : source
  const budget = createBudget({ ...DEFAULT_LIMITS, ...options.limits }, opened.size, options.unread)
  yield* readOne(opened, { prefix: '', depth: 0 }, budget, options)
}

async function* readOne(
  source: Source,
  place: Place,
  budget: Budget,
  options: ReadArchiveOptions,
): AsyncGenerator<Member> {
  const { wants = () => true, opens = ({ name }) => isNamedAsArchive(name), signal } = options
  const reading: Reading = { place, budget, needs: (member) => wants(member) || opens(member), signal }
  const members = await membersOf(source, reading)
  for await (const member of members) {
    signal?.throwIfAborted()
    if (!budget.takeMember()) {
      budget.unread(
        member.path,
        'too many',
        `there are more than ${budget.limits.members} files in the archive; this one and the rest were not read`,
      )
      return
    }
    if (wants(member)) yield member
    if (!opens(member)) continue
    const bytes = await member.read()
    if (bytes === undefined) continue
    const inner = fromBytes(bytes)
    if ((await kindOf(inner)) === undefined) continue
    if (place.depth + 1 > budget.limits.depth) {
      budget.unread(
        member.path,
        'too deep',
        `it stands in more than ${budget.limits.depth} archives and was not opened`,
      )
      continue
    }
    yield* readOne(inner, { prefix: `${member.path}!/`, depth: place.depth + 1 }, budget, options)
  }
}

async function membersOf(source: Source, reading: Reading): Promise<AsyncIterable<Member> | Iterable<Member>> {
  const kind = await kindOf(source)
  if (kind === 'zip') return readZip(source, reading)
  if (kind === 'tar') return readTar(chunksOf(source), reading)
  if (kind === 'gzip' || kind === 'zstd') return readCompressed(chunksOf(source), reading)
  if (kind !== undefined)
    reading.budget.unread(reading.place.prefix.slice(0, -2), 'unknown format', `archives of ${kind} are not read`)
  return []
}

const CHUNK = 1 << 20

async function* chunksOf(source: Source): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < source.size; position += CHUNK) yield await source.read(position, CHUNK)
}

function fromBytes(bytes: Uint8Array): Source {
  return { size: bytes.length, read: async (position, length) => bytes.subarray(position, position + length) }
}
