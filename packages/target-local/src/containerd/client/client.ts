import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Entity, JsonObject } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { mib, VeinmindError } from '@veinmind/sdk'
import protobuf from 'protobufjs'
import type { Host } from '../../shared/host.ts'
import { asList, asText } from '../../shared/json.ts'
import { createGrpcClient, GRPC_STATUS } from './grpc.ts'
import type { GrpcCall, GrpcClient, GrpcError } from './grpc.ts'
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

/** Connects to the socket at `socket`; throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function connectContainerd(
  socket: string,
  { host, signal }: { readonly host: Host; readonly signal?: AbortSignal | undefined },
): Promise<ContainerdClient> {
  const client = createGrpcClient(socket)
  const call: ContainerdClient['call'] = (name, question, options = {}) =>
    unary(client, { name, question, options, socket })
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
      read: async (digest, options) =>
        (options.over === 'socket' ? undefined : await openBlob(contentFolder, digest)) ??
        readBySocket(client, { digest, options, socket }),
      close: () => client.close(),
    }
  } catch (error) {
    client.close()
    throw error
  }
}

/** What a report says of where something was had. */
export function sourceOf({ address }: ContainerdClient, namespace: string): string {
  return `containerd (${address}), namespace ${namespace}`
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

async function unary(client: GrpcClient, { name, question, options, socket }: Unary): Promise<JsonObject> {
  const deadline = AbortSignal.timeout(DEADLINE)
  const signal = AbortSignal.any([deadline, ...(options.signal ? [options.signal] : [])])
  try {
    let answer: JsonObject = {}
    for await (const bytes of client.call({ ...callOf(name, question, options), signal })) answer = decode(name, bytes)
    return answer
  } catch (error) {
    options.signal?.throwIfAborted()
    throw toError(deadline.aborted ? new Error(`no answer within ${DEADLINE / 1000} s`) : error, socket)
  }
}

async function* readBySocket(
  client: GrpcClient,
  { digest, options, socket }: { readonly digest: string; readonly options: CallOptions; readonly socket: string },
): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of client.call(callOf('readContent', { digest }, options)))
      yield decode('readContent', bytes)['data'] as unknown as Uint8Array
  } catch (error) {
    options.signal?.throwIfAborted()
    throw toError(error, socket)
  }
}

function callOf(name: keyof typeof CALLS, question: object, { namespace = '', signal }: CallOptions): GrpcCall {
  const [path, type] = CALLS[name]
  const message = TYPES.lookupType(type)
  const metadata: Record<string, string> = namespace === '' ? {} : { 'containerd-namespace': namespace }
  return { path, message: message.encode(message.fromObject(question)).finish(), metadata, signal }
}

function decode(name: keyof typeof CALLS, bytes: Buffer): JsonObject {
  const message = TYPES.lookupType(CALLS[name][2])
  return message.toObject(message.decode(bytes), PLAIN)
}

/** The folder of the content store, as its plugin exports it. */
async function findContent(
  call: ContainerdClient['call'],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const plugins = asList(
    (await call('plugins', { filters: ['type==io.containerd.content.v1'] }, { signal }))['plugins'],
  ).map(asObject)
  return plugins.map((plugin) => asText(asObject(plugin['exports'])['root'])).find((folder) => folder.startsWith('/'))
}

async function openBlob(folder: string | undefined, digest: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]{64,128})$/.exec(digest) ?? []
  if (folder === undefined || algorithm === undefined || hex === undefined) return undefined
  const file = await open(join(folder, algorithm, hex)).catch(() => undefined)
  return file?.createReadStream({ highWaterMark: mib(1) }) as AsyncIterable<Uint8Array> | undefined
}

function toError(error: unknown, socket: string): VeinmindError {
  const { message, status } = error as Partial<GrpcError> & Error
  if (status === GRPC_STATUS.notFound)
    return new VeinmindError('LOCAL_CONTAINERD_NOT_FOUND', `containerd: ${message}`, { cause: error })
  if (status === GRPC_STATUS.unavailable) {
    return new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `containerd cannot be reached at ${socket}: ${message}`, {
      hint: message?.includes('ENOENT') ? 'is containerd running?' : 'its socket is for root',
      cause: error,
    })
  }
  return new VeinmindError('LOCAL_CONTAINERD_FAILED', `containerd: ${message}`, { cause: error })
}
