import type { Socket } from 'node:net'
import { userInfo } from 'node:os'
import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import type { GitHttpRequest, GitHttpResponse } from 'isomorphic-git'
import type { AnyAuthMethod, Client, ClientChannel } from 'ssh2'
import { MAX_REFS } from '../limits.ts'
import { broken } from '../pack/pkt-line.ts'
import { connectThrough } from '../proxy.ts'
import { IDLE_MS } from '../remote.ts'
import type { IdleOptions, Remote } from '../remote.ts'
import type { GitAddress } from '../url.ts'
import { readHostKeys } from './host-key.ts'
import type { HostKeyOptions } from './host-key.ts'
import { findLogins } from './logins.ts'
import type { SshLoginOptions } from './logins.ts'

/** How a server is reached over ssh. */
export interface SshOptions extends HostKeyOptions, SshLoginOptions, IdleOptions {
  /** Through which the server is reached. */
  readonly proxy?: URL
}

const READY_MS = 30_000
const MAX_WORDS = 1000

/** A server that speaks git's protocol over ssh: one channel, the references first, then the pack. */
export async function openSshRemote(address: GitAddress, options: SshOptions): Promise<Remote> {
  const connection = await connect(address, options)
  const abort = (): void => {
    connection.destroy()
  }
  options.signal.addEventListener('abort', abort, { once: true })
  const start = (): Promise<Conversation> => startConversation(connection, address, options.idle ?? IDLE_MS)
  let conversation: Conversation | undefined
  return {
    // What isomorphic-git asks over http is answered from the channel: it has no ssh of its own.
    url: 'http://ssh.invalid/repository.git',
    http: {
      request: async ({ url }: GitHttpRequest): Promise<GitHttpResponse> => {
        conversation = await start()
        const body = [Buffer.from('001e# service=git-upload-pack\n0000'), conversation.advertisement]
        const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' }
        return {
          url,
          method: 'GET',
          statusCode: 200,
          statusMessage: 'OK',
          headers,
          body: (async function* () {
            yield* body
          })(),
        }
      },
    },
    upload: async (request) => {
      // A conversation is over when a request was refused.
      const current = conversation ?? (await start())
      conversation = undefined
      current.channel.write(request)
      return { [Symbol.asyncIterator]: () => current.chunks }
    },
    [Symbol.asyncDispose]: async () => {
      options.signal.removeEventListener('abort', abort)
      connection.end()
    },
  }
}

async function connect(address: GitAddress, options: SshOptions): Promise<Client> {
  const { host, port = 22, user = userInfo().username } = address
  const { default: ssh2 } = await import('ssh2')
  const keys = await readHostKeys(options)
  const logins = await findLogins(user, options)
  options.signal.throwIfAborted()
  const sock = await throughProxy({ host, port }, options)
  const client = new ssh2.Client()
  let refused: VeinmindError | undefined
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      client.destroy()
      reject(options.signal.reason as Error)
    }
    options.signal.addEventListener('abort', abort, { once: true })
    client.once('ready', () => {
      options.signal.removeEventListener('abort', abort)
      resolve(client)
    })
    client.on('error', (error: Error & { level?: string }) => {
      // An agent that does not answer is passed over: the next login is tried.
      if (error.level === 'agent') return
      options.signal.removeEventListener('abort', abort)
      client.destroy()
      if (refused) reject(refused)
      else if (error.level === 'client-authentication') reject(unauthorized(host, user, logins.tried()))
      else if (error.level === 'client-timeout')
        reject(new VeinmindError('GIT_TIMEOUT', `${host} does not go on`, { cause: error }))
      else
        reject(new VeinmindError('GIT_UNREACHABLE', `cannot reach ${host} by ssh: ${error.message}`, { cause: error }))
    })
    client.connect({
      ...(sock ? { sock } : { host, port }),
      username: user,
      readyTimeout: Math.min(READY_MS, options.idle ?? IDLE_MS),
      // The types of ssh2 do not know that `false` ends it.
      authHandler: (_left, _partial, next) => next(logins.next() as AnyAuthMethod),
      algorithms: { serverHostKey: keys.algorithms({ name: host, port }) },
      hostVerifier: (key: Buffer): boolean => {
        refused = keys.refuse({ name: host, port }, key)
        return refused === undefined
      },
    })
  })
}

async function throughProxy(
  to: { readonly host: string; readonly port: number },
  { proxy, signal, idle = IDLE_MS }: SshOptions,
): Promise<Socket | undefined> {
  if (proxy === undefined) return undefined
  try {
    return await connectThrough(proxy, to, AbortSignal.any([signal, AbortSignal.timeout(Math.min(READY_MS, idle))]))
  } catch (error) {
    signal.throwIfAborted()
    throw new VeinmindError(
      'GIT_UNREACHABLE',
      `cannot reach ${to.host} through the proxy: ${error instanceof Error ? error.message : ''}`,
      { cause: error },
    )
  }
}

interface Conversation {
  readonly channel: ClientChannel
  readonly chunks: AsyncIterator<Buffer>
  readonly advertisement: Buffer
}

async function startConversation(connection: Client, { host, path }: GitAddress, idle: number): Promise<Conversation> {
  const limit = <T>(work: Promise<T>): Promise<T> =>
    withLimit(work, idle, () => {
      connection.destroy()
      return new VeinmindError('GIT_TIMEOUT', `${host} does not go on`)
    })
  // `ssh://host/~joe/app` is the path `~joe/app`, as git has it.
  const channel = await limit(openChannel(connection, `git-upload-pack ${quote(path.replace(/^\/~/, '~'))}`))
  let words = ''
  channel.stderr.on('data', (chunk: Buffer) => {
    if (words.length < MAX_WORDS) words += chunk.toString('utf8')
  })
  const iterator = (channel as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const chunks = {
    next: () => limit(iterator.next()),
    return: () => iterator.return?.() ?? Promise.resolve({ done: true as const, value: undefined }),
  }
  return { channel, chunks, advertisement: await readAdvertisement(chunks, () => words) }
}

/** Up to and with the flush that ends the references. */
async function readAdvertisement(chunks: AsyncIterator<Buffer>, words: () => string): Promise<Buffer> {
  const parts: Buffer[] = []
  let rest: Buffer = Buffer.alloc(0)
  for (let size = 0; size <= MAX_REFS;) {
    let at = 0
    while (rest.length - at >= 4) {
      const length = Number.parseInt(rest.toString('latin1', at, at + 4), 16)
      if (length === 0) return Buffer.concat([...parts, rest.subarray(0, at + 4)])
      if (!(length >= 4) || length > 65_520) throw broken('the server sent no references')
      if (rest.length - at < length) break
      at += length
    }
    parts.push(rest.subarray(0, at))
    const { value, done } = await chunks.next()
    if (done) {
      throw new VeinmindError('GIT_NOT_FOUND', 'the server has no such repository, or this user may not read it', {
        hint:
          words().trim() === ''
            ? 'it closed the connection without a word'
            : `it said: ${cutText(words().trim(), MAX_WORDS)}`,
      })
    }
    size += value.length
    rest = Buffer.concat([rest.subarray(at), value])
  }
  throw new VeinmindError('GIT_TOO_LARGE', `the list of references is larger than ${MAX_REFS} bytes`)
}

function openChannel(connection: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    connection.exec(command, (error, channel) => {
      if (error)
        return reject(
          new VeinmindError('GIT_PROTOCOL', `the server refused to run git: ${error.message}`, { cause: error }),
        )
      resolve(channel)
    })
  })
}

async function withLimit<T>(work: Promise<T>, milliseconds: number, onLimit: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(onLimit()), milliseconds)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

/** As a POSIX shell takes a word, since the server's may be one. */
const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

function unauthorized(host: string, user: string, tried: string): VeinmindError {
  return new VeinmindError('GIT_UNAUTHORIZED', `${host} refused the login of ${user} with ${tried}`, {
    hint: 'name another key by --ssh-key',
  })
}
