import { connect as connectHttp2, constants } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { connect } from 'node:net'
import { mib } from '@veinmind/sdk'

/** Codes of gRPC that are told apart here. */
export const GRPC_STATUS = { notFound: 5, exhausted: 8, unknown: 2, unavailable: 14 } as const

/** A call that did not end with OK. */
export class GrpcError extends Error {
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GrpcError'
    this.status = status
  }
}

/** What is sent besides the message. */
export interface GrpcCall {
  readonly path: string
  readonly message: Uint8Array
  readonly metadata?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/** gRPC over a unix socket: one question, any number of answers (https://github.com/grpc/grpc, PROTOCOL-HTTP2). */
export interface GrpcClient {
  /** The answers' bytes. Throws `GrpcError`, or the reason of the signal. */
  call(call: GrpcCall): AsyncGenerator<Buffer>
  close(): void
}

/** Containerd's own limit of a message. */
const MAX_MESSAGE = mib(16)
const HEADER = 5
const OK = 0

/** The connection is made by the first call, and again by the first one after it broke. */
export function createGrpcClient(socket: string): GrpcClient {
  let session: ClientHttp2Session | undefined
  const open = (): ClientHttp2Session => {
    if (session && !session.closed && !session.destroyed) return session
    session = connectHttp2('http://localhost', {
      createConnection: () => connect(socket),
      settings: { initialWindowSize: mib(1) },
    })
    // The streams of a connection that fails fail with it.
    session.on('error', () => {})
    return session
  }
  return {
    async *call({ path, message, metadata, signal }) {
      signal?.throwIfAborted()
      const headers = {
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...metadata,
      }
      const stream = open().request(headers, signal ? { signal } : {})
      // Its reader is told; later there is none.
      stream.on('error', () => {})
      try {
        stream.end(frame(message))
        const ended = statusOf(stream)
        yield* messagesOf(stream)
        const { status, text } = await ended
        if (status !== OK) throw new GrpcError(status, text)
      } catch (error) {
        signal?.throwIfAborted()
        throw error instanceof GrpcError
          ? error
          : new GrpcError(GRPC_STATUS.unavailable, reasonOf(error), { cause: error })
      } finally {
        stream.close(constants.NGHTTP2_CANCEL)
      }
    },
    close: () => session?.destroy(),
  }
}

/** A message behind its length; the first byte says that it is not compressed. */
function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER)
  header.writeUInt32BE(message.length, 1)
  return Buffer.concat([header, message])
}

async function* messagesOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let [have, need] = [0, HEADER]
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parts.push(chunk)
    have += chunk.length
    while (have >= need) {
      const bytes = Buffer.concat(parts)
      const end = endOf(bytes)
      if (have >= end) yield bytes.subarray(HEADER, end)
      parts = [have >= end ? bytes.subarray(end) : bytes]
      need = have >= end ? HEADER : end
      have = parts[0]?.length ?? 0
    }
  }
  if (have > 0) throw new GrpcError(GRPC_STATUS.unavailable, 'an answer ended in the middle')
}

/** Where the message ends that begins here. */
function endOf(bytes: Buffer): number {
  const end = HEADER + bytes.readUInt32BE(1)
  if (bytes[0] !== 0 || end > MAX_MESSAGE)
    throw new GrpcError(GRPC_STATUS.exhausted, 'an answer is compressed, or larger than 16 MiB')
  return end
}

/** How the call ended, from the trailers; or from the headers, when there was no answer. */
function statusOf(stream: ClientHttp2Stream): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve) => {
    let answer: IncomingHttpHeaders = {}
    stream.once('response', (headers) => (answer = headers))
    stream.once('trailers', (trailers: IncomingHttpHeaders) => (answer = { ...answer, ...trailers }))
    stream.once('close', () => {
      const none = answer[':status'] === undefined
      const status = answer['grpc-status'] ?? (none ? GRPC_STATUS.unavailable : GRPC_STATUS.unknown)
      const text = decodeText(
        String(answer['grpc-message'] ?? (none ? 'the connection ended' : 'an answer without a reason')),
      )
      resolve({ status: Number(status), text })
    })
  })
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Of a stream that ended because its connection did, what happened to the connection. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message : message
}
