import type { IncomingMessage } from 'node:http'
import type { AgentOptions, RequestOptions } from 'node:https'
import { usageError } from '@veinmind/sdk'
import { secureOptions } from '@veinmind/internal/trust'
import type { Endpoint } from './endpoint.ts'
import { openTunnel } from './ssh-tunnel.ts'

/** A place that answers HTTP requests. */
export interface Connection {
  /** Whether it may be on this machine. */
  readonly isLocal: boolean
  /** Throws the error of the system, or the reason of the signal. */
  get(path: string, signal: AbortSignal | undefined): Promise<Answer>
  close(): Promise<void>
}

/** An answer whose body is still to come; a body that ends in the middle, or stops coming, throws. */
export interface Answer {
  readonly statusCode: number
  readonly body: AsyncIterable<Uint8Array>
}

/** Milliseconds until an engine has begun to answer: it may have a large image to put together. */
const ANSWER_TIME = 600_000
/** Milliseconds until the next part of an answer has come. */
const PART_TIME = 120_000

/** A connection to where an engine is said to be; nothing is sent yet but for ssh. Throws `LOCAL_ENGINE_ADDRESS`, `LOCAL_SSH_…`. */
export async function openConnection({ address, tls }: Endpoint): Promise<Connection> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (address.startsWith('unix://')) return connect({ socketPath: address.slice('unix://'.length) }, { isLocal: true })
  if (url?.protocol === 'ssh:') {
    const tunnel = await openTunnel(url)
    return connect({ socketPath: tunnel.socket }, { isLocal: false, release: tunnel.close })
  }
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:' || url?.protocol === 'https:') {
    const isSecure = tls !== undefined || url.protocol === 'https:'
    const { skipVerify = false, ...files } = tls ?? {}
    const place = { host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost', port: url.port }
    return connect(place, {
      isLocal: false,
      ...(isSecure ? { secure: { ...trust(files), rejectUnauthorized: !skipVerify } } : {}),
    })
  }
  throw usageError('LOCAL_ENGINE_ADDRESS', `${JSON.stringify(address)} is no address of a container engine`, {
    hint: 'unix:///path, tcp://host:port or ssh://user@host',
  })
}

/** The authority of the engine's own settings alone, where they have one, as in docker; else those that the system trusts. */
function trust(files: Omit<NonNullable<Endpoint['tls']>, 'skipVerify'>): AgentOptions {
  return files.ca === undefined ? secureOptions(files) : files
}

interface ConnectOptions {
  readonly isLocal: boolean
  /** Undefined: no TLS. */
  readonly secure?: AgentOptions
  readonly release?: () => Promise<void>
}

function connect(place: RequestOptions, { isLocal, secure, release }: ConnectOptions): Connection {
  // An import of `node:http` loads what its getters give (undici, for WebSocket): 30 ms.
  const { Agent, request } = process.getBuiltinModule(secure ? 'node:https' : 'node:http')
  const agent = new Agent({ keepAlive: true, ...secure })
  // Without a name Node makes one up for TLS, and compiles the grammar of IPv6 for it: 10 ms.
  const name = secure ? {} : { servername: '' }
  return {
    isLocal,
    get: async (path, signal) => {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request({ ...place, ...name, path, agent, ...(signal === undefined ? {} : { signal }) }, resolve)
        sent.setTimeout(ANSWER_TIME, () => sent.destroy(new Error(`no answer for ${ANSWER_TIME / 1000} seconds`)))
        sent.once('error', reject)
        sent.end()
      })
      response.setTimeout(0)
      return { statusCode: response.statusCode ?? 0, body: partsOf(response) }
    },
    close: async () => {
      agent.destroy()
      await release?.()
    },
  }
}

/** Only the time that is waited counts: the reader may take any. */
async function* partsOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  const iterator = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const next = async (): Promise<IteratorResult<Buffer>> => {
    const timer = setTimeout(
      () => response.destroy(new Error(`nothing more came for ${PART_TIME / 1000} seconds`)),
      PART_TIME,
    )
    try {
      return await iterator.next()
    } finally {
      clearTimeout(timer)
    }
  }
  try {
    for (let part = await next(); !part.done; part = await next()) yield part.value
  } finally {
    response.destroy()
  }
}
