import type { Digests, Entry, InspectedFile, Inspector, InspectorContext } from '@veinmind/sdk'
import { cutText } from '@veinmind/internal/text'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { CallResult, Handing } from './messages.ts'
import { toPlainJson } from './plain-json.ts'
import type { OpenSpool } from './spool-file.ts'
import { openSpool } from './spool-file.ts'

/** Characters of a record of one file, and the most that an inspector may ask for. */
export const MAX_RECORD: number = mib(1)
const MOST_RECORD = mib(16)
export const MAX_MESSAGE = 500
/** Reasons of one file. */
export const MAX_REASONS = 100
const NO_BYTES = new Uint8Array(0)

/** One file for one inspector. */
export interface FileInput {
  readonly entry: Entry
  readonly as: Handing
  /** The content; the inspector may do with it what it likes. */
  readonly bytes: Uint8Array
  readonly truncated: boolean
  readonly keywords: readonly string[]
  readonly digests?: Digests | undefined
  readonly spool?: string
  /** The content in chunks, where it was too large for `bytes`. */
  readonly chunks?: AsyncIterable<Uint8Array>
}

/** Calls the inspector; whatever it throws or returns becomes a result. */
export async function callInspector(
  inspector: Inspector,
  context: InspectorContext,
  input: FileInput,
): Promise<CallResult> {
  let spool: OpenSpool | undefined
  const notAsked = (what: string, want: string) =>
    new VeinmindError('ENGINE_WANT_MISSING', `${inspector.id} uses ${what} of a file that it did not want as ${want}`)
  const incomplete: string[] = []
  const withReasons = (result: CallResult): CallResult => (incomplete.length === 0 ? result : { ...result, incomplete })
  const file: InspectedFile = {
    entry: input.entry,
    bytes: input.as === 'bytes' ? input.bytes : NO_BYTES,
    truncated: input.truncated,
    keywords: new Set(input.keywords),
    digests: input.digests ?? {},
    chunks() {
      if (input.as !== 'chunks') throw notAsked('chunks()', 'stream')
      return input.chunks ?? once(input.bytes)
    },
    random() {
      if (!spool) throw notAsked('random()', 'spool')
      return spool.access
    },
    incomplete(reason: unknown) {
      const text = cutText(String(reason), MAX_MESSAGE)
      if (incomplete.length < MAX_REASONS && !incomplete.includes(text)) incomplete.push(text)
    },
  }
  try {
    if (input.as === 'spool' && input.spool !== undefined) spool = await openSpool(input.spool)
    const record = await inspector.inspect(file, context)
    const most = Math.min(inspector.maxRecord ?? MAX_RECORD, MOST_RECORD)
    return withReasons(record === undefined ? {} : { record: toPlainJson(record, most) })
  } catch (error) {
    const message = cutText(error instanceof Error ? error.message : String(error), MAX_MESSAGE)
    return withReasons({ error: message || 'an error without a message' })
  } finally {
    await spool?.close()
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}
