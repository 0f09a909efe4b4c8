import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import type { ServiceError } from '@grpc/grpc-js'
import type { Entity, JsonObject } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'
import protobuf from 'protobufjs'
import type { Host } from '../host.ts'
import { asList, asObject, asText } from '../json.ts'
import { CALLS, PROTO } from './proto.ts'

/** A call of one question and one answer. */
export type CallName = Exclude<keyof typeof CALLS, 'readContent'>

/** Containerd by its socket. Nothing that is called changes anything. */
export interface ContainerdClient {
  readonly address: string
  /** Its root as it names it: what libveinmind reads. */
  readonly root: string | undefined
  /** Asks in a namespace (`''`: none). Throws `LOCAL_CONTAINERD_NOT_FOUND`, `LOCAL_CONTAINERD_FAILED`, `LOCAL_ENGINE_UNREACHABLE`. */
  call(name: CallName, question: object, options?: CallOptions): Promise<JsonObject>
  /** Size of a blob; undefined when there is none of that digest. */
  sizeOf(digest: string, options: CallOptions): Promise<number | undefined>
  /** The bytes of a blob: from the folder of the content store where it can be read, else over the socket. */
  read(digest: string, options: CallOptions & { readonly over?: 'socket' }): Promise<AsyncIterable<Uint8Array>>
  close(): void
}

export interface CallOptions {
  readonly namespace?: string
  readonly signal?: AbortSignal | undefined
}

const { root: TYPES } = protobuf.parse(PROTO, { keepCase: true })
const DEADLINE = 60_000
const PLAIN = { longs: Number, bytes: Buffer, defaults: true, arrays: true, objects: true } as const
/** Containerd's own limit of a message. */
const MAX_MESSAGE = mib(16)

/** Connects to the socket at `socket`; throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function connectContainerd(socket: string, { host, signal }: { readonly host: Host; readonly signal?: AbortSignal | undefined }): Promise<ContainerdClient> {
  const client = new Client(`unix:${socket}`, credentials.createInsecure(), { 'grpc.max_receive_message_length': MAX_MESSAGE })
  const call: ContainerdClient['call'] = (name, question, options = {}) => unary(client, { name, question, options, socket })
  try {
    await call('version', {}, { signal })
    const content = await findContent(call, signal)
    const contentFolder = content && host.path(join(content, 'blobs'))
    return {
      address: socket,
      root: content && dirname(content),
      call,
      async sizeOf(digest, options) {
        try {
          return Number(asObject((await call('content', { digest }, options))['info'])['size'])
        } catch (error) {
          if (error instanceof VeinmindError && error.code === 'LOCAL_CONTAINERD_NOT_FOUND') return undefined
          throw error
        }
      },
      read: async (digest, options) => (options.over === 'socket' ? undefined : await openBlob(contentFolder, digest)) ?? readBySocket(client, { digest, options, socket }),
      close: () => client.close(),
    }
  } catch (error) {
    client.close()
    throw error
  }
}

/** How libveinmind reaches an image or a container, which it knows by `<namespace>/<digest or id>`. */
export function nativeOf({ root }: ContainerdClient, id: string): Pick<Entity, 'native'> {
  return root === undefined ? {} : { native: { flags: ['--mode', 'containerd', '--containerd-root', root], id } }
}

interface Unary {
  readonly name: CallName
  readonly question: object
  readonly options: CallOptions
  readonly socket: string
}

async function unary(client: Client, { name, question, options, socket }: Unary): Promise<JsonObject> {
  const [path, from, to] = CALLS[name]
  const { signal } = options
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const answered = (error: ServiceError | null, answer?: JsonObject): void => {
      signal?.removeEventListener('abort', cancel)
      if (signal?.aborted === true) reject(signal.reason as Error)
      else if (error !== null) reject(toError(error, socket))
      else resolve(answer ?? {})
    }
    const sent = client.makeUnaryRequest(path, encode(from), decode(to), question, metadataOf(options), { deadline: Date.now() + DEADLINE }, answered)
    const cancel = (): void => sent.cancel()
    signal?.addEventListener('abort', cancel)
  })
}

async function* readBySocket(client: Client, { digest, options, socket }: { readonly digest: string; readonly options: CallOptions; readonly socket: string }): AsyncGenerator<Uint8Array> {
  const [path, from, to] = CALLS.readContent
  const stream = client.makeServerStreamRequest(path, encode(from), decode(to), { digest }, metadataOf(options))
  const cancel = (): void => stream.cancel()
  options.signal?.addEventListener('abort', cancel)
  try {
    for await (const chunk of stream as AsyncIterable<{ readonly data: Uint8Array }>) yield chunk.data
  } catch (error) {
    options.signal?.throwIfAborted()
    throw toError(error as ServiceError, socket)
  } finally {
    options.signal?.removeEventListener('abort', cancel)
    stream.cancel()
  }
}

const encode = (type: string) => (value: object): Buffer => {
  const message = TYPES.lookupType(type)
  return Buffer.from(message.encode(message.fromObject(value)).finish())
}

const decode = (type: string) => (bytes: Buffer): JsonObject => {
  const message = TYPES.lookupType(type)
  return message.toObject(message.decode(bytes), PLAIN)
}

function metadataOf({ namespace = '' }: CallOptions): Metadata {
  const metadata = new Metadata()
  if (namespace !== '') metadata.set('containerd-namespace', namespace)
  return metadata
}

/** The folder of the content store, as its plugin exports it. */
async function findContent(call: ContainerdClient['call'], signal: AbortSignal | undefined): Promise<string | undefined> {
  const plugins = asList((await call('plugins', { filters: ['type==io.containerd.content.v1'] }, { signal }))['plugins']).map(asObject)
  return plugins.map((plugin) => asText(asObject(plugin['exports'])['root'])).find((folder) => folder.startsWith('/'))
}

async function openBlob(folder: string | undefined, digest: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]{64,128})$/.exec(digest) ?? []
  if (folder === undefined || algorithm === undefined || hex === undefined) return undefined
  const file = await open(join(folder, algorithm, hex)).catch(() => undefined)
  return file?.createReadStream({ highWaterMark: mib(1) }) as AsyncIterable<Uint8Array> | undefined
}

function toError(error: ServiceError, socket: string): VeinmindError {
  const why = error.details || error.message
  if (error.code === status.NOT_FOUND) return new VeinmindError('LOCAL_CONTAINERD_NOT_FOUND', `containerd: ${why}`, { cause: error })
  if (error.code === status.UNAVAILABLE) {
    return new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `containerd cannot be reached at ${socket}: ${why}`, { hint: 'its socket is for root', cause: error })
  }
  return new VeinmindError('LOCAL_CONTAINERD_FAILED', `containerd: ${why}`, { cause: error })
}
