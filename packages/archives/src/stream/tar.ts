import { createTarReader } from '@veinmind/image'
import { VeinmindError } from '@veinmind/sdk'
import type { Reading } from '../reading.ts'
import type { Member } from '../types.ts'

/** The regular files of a tar that comes as chunks. What is asked for is kept while its member is the current one. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Member> {
  const { place, budget, needs } = reading
  const ready: Member[] = []
  const archive = place.prefix.slice(0, -2)
  const reader = createTarReader(
    {
      note: (note) => {
        if (note.incomplete)
          budget.unread(note.path === undefined ? archive : place.prefix + nameOf(note.path), 'damaged', note.message)
      },
      entry: (entry) => {
        if (entry.type !== 'file' || entry.hardLink !== undefined) return undefined
        const name = nameOf(entry.path)
        const path = place.prefix + name
        const parts: Buffer[] = []
        let state: 'whole' | 'broken' | 'too large' = 'broken'
        const member: Member = {
          path,
          name,
          size: entry.size,
          depth: place.depth,
          read: async () => {
            if (state === 'too large')
              return budget.unread(path, 'too large', `it has ${entry.size} bytes, which is more than may be read`)
            return state === 'whole' ? Buffer.concat(parts) : budget.unread(path, 'damaged', 'the archive ends in it')
          },
        }
        if (!needs(member)) return void ready.push({ ...member, read: async () => undefined })
        if (entry.size > budget.bytesLeft) {
          state = 'too large'
          return void ready.push(member)
        }
        return {
          data: (chunk) => void parts.push(Buffer.from(chunk)),
          end: () => {
            state = 'whole'
            ready.push(member)
          },
          abort: () => void ready.push(member),
        }
      },
    },
    { entries: budget.limits.members, tarBytes: Number.MAX_SAFE_INTEGER, holeBytes: budget.limits.memberBytes },
  )
  try {
    for await (const chunk of chunks) {
      reader.write(chunk)
      yield* ready.splice(0)
    }
    reader.end()
  } catch (error) {
    if (!(error instanceof VeinmindError)) throw error
    budget.unread(archive, error.code === 'TAR_LIMIT_EXCEEDED' ? 'too many' : 'damaged', error.message)
  }
  yield* ready.splice(0)
}

/** As tools name it: image layers have every path from the root. */
function nameOf(path: string): string {
  return path.replace(/^\//, '')
}
