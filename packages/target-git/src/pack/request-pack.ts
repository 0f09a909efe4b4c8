import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import { broken, FLUSH, pkt, readPackets } from './pkt-line.ts'
import type { Packet } from './pkt-line.ts'

/** A request to a server. */
export interface PackRequest {
  /** Commits or tags, as object ids. */
  readonly wants: readonly string[]
  /** What the server said that it can do. */
  readonly capabilities: ReadonlySet<string>
  /** Only the newest commit, or all of the history. */
  readonly shallow: boolean
  /** Blobs above this size are not sent where the server can leave them out. */
  readonly maxBlob: number
}

/** The request for a pack (gitprotocol-pack): wants, depth, filter, and nothing that we have. */
export function writeRequest({ wants, capabilities, shallow, maxBlob }: PackRequest): string {
  const asked = ['side-band-64k', 'ofs-delta', 'no-progress', 'shallow', 'filter'].filter((name) =>
    capabilities.has(name),
  )
  const lines = wants.map((oid, at) => pkt(`want ${oid}${at === 0 ? ` ${asked.join(' ')} agent=veinmind` : ''}\n`))
  if (shallow && capabilities.has('shallow')) lines.push(pkt('deepen 1\n'))
  if (capabilities.has('filter')) lines.push(pkt(`filter blob:limit=${maxBlob}\n`))
  return `${lines.join('')}${FLUSH}${pkt('done\n')}`
}

const BAND = { data: 1, progress: 2, error: 3 }

/** The bytes of the pack in the server's answer. */
export async function* readPack(
  answer: AsyncIterable<Uint8Array>,
  capabilities: ReadonlySet<string>,
): AsyncGenerator<Uint8Array> {
  if (!capabilities.has('side-band-64k')) throw broken('the server cannot send a pack in bands')
  let isPack = false
  for await (const packet of readPackets(answer)) {
    if (packet === 'flush') {
      if (isPack) return
      continue
    }
    if (!isPack && packet[0] !== undefined && packet[0] > BAND.error) {
      checkLine(packet)
      continue
    }
    isPack = true
    if (packet[0] === BAND.data) yield packet.subarray(1)
    else if (packet[0] === BAND.error) throw refused(packet.toString('utf8', 1))
  }
  if (!isPack) throw broken('the answer holds no pack')
}

/** `shallow`, `unshallow`, `ACK` and `NAK` lines need nothing; `ERR` is the server's last word. */
function checkLine(packet: Packet): void {
  const line = packet.toString('utf8').trim()
  if (line.startsWith('ERR ')) throw refused(line.slice(4))
  if (!/^(?:NAK$|ACK |shallow |unshallow )/.test(line)) throw broken('a line of the answer is unknown')
}

function refused(words: string): VeinmindError {
  return new VeinmindError('GIT_REFUSED', `the server refused: ${cutText(words.trim(), 300)}`)
}
