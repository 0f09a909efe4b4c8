import type { Json } from '@veinmind/sdk'
import { asObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { mib, usageError, VeinmindError } from '@veinmind/sdk'
import { asText } from '../../shared/json.ts'
import type { Answer } from './connection.ts'
import { openConnection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'

/** A container engine that speaks Docker's API: dockerd or podman. Only `GET` and `HEAD` are ever sent. */
export interface EngineClient extends AsyncDisposable {
  readonly address: string
  readonly kind: 'docker' | 'podman'
  /** Whether the engine may be on this machine, so that its files may be looked for. */
  readonly isLocal: boolean
  readonly version: string
  /** The JSON at a path such as `/images/json`; throws `LOCAL_ENGINE_NOT_FOUND`, `LOCAL_ENGINE_STATUS`, `LOCAL_ENGINE_UNREACHABLE`. */
  get(path: string, signal?: AbortSignal): Promise<Json>
  /** The body at a path, such as a tar. */
  stream(path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>
}

/** Above any honest answer. */
const MAX_JSON = mib(128)
/** The newest version of the API that this was written for; the engine's own is used when it is older. */
const NEWEST = '1.52'
const OLDEST = '1.24'

/** Connects and agrees on a version of the API. Throws `LOCAL_ENGINE_UNREACHABLE`, `LOCAL_ENGINE_TOO_OLD`. */
export async function connectEngine(endpoint: Endpoint, signal?: AbortSignal): Promise<EngineClient> {
  const connection = await openConnection(endpoint)
  const close = async (): Promise<void> => connection.close()
  const send = async (path: string, abort: AbortSignal | undefined): Promise<Answer> => {
    try {
      const { statusCode, body } = await connection.get(path, abort)
      return { statusCode, body: wholeBody(body, endpoint.address, abort) }
    } catch (error) {
      abort?.throwIfAborted()
      throw unreachable(endpoint.address, error)
    }
  }
  try {
    const about = asObject(await readJson(await send('/version', signal), '/version'))
    const prefix = `/v${negotiate(asText(about['ApiVersion']), endpoint.address)}`
    return {
      address: endpoint.address,
      kind: /podman/i.test(JSON.stringify(about['Components'] ?? '')) ? 'podman' : 'docker',
      isLocal: connection.isLocal,
      version: asText(about['Version']),
      get: async (path, abort) => readJson(await send(prefix + path, abort), path),
      stream: async (path, abort) => (await checked(await send(prefix + path, abort), path)).body,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A body whose end in the middle is an error of ours. */
async function* wholeBody(
  body: AsyncIterable<Uint8Array>,
  address: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    signal?.throwIfAborted()
    throw unreachable(address, error)
  }
}

function negotiate(theirs: string, address: string): string {
  if (!/^\d+\.\d+$/.test(theirs))
    throw usageError('LOCAL_ENGINE_ADDRESS', `what answers at ${address} is no container engine`)
  if (compareVersions(theirs, OLDEST) < 0)
    throw new VeinmindError(
      'LOCAL_ENGINE_TOO_OLD',
      `the engine at ${address} speaks version ${theirs} of the API, and ${OLDEST} is the oldest that is read`,
    )
  return compareVersions(theirs, NEWEST) < 0 ? theirs : NEWEST
}

function compareVersions(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1]) + 1000 * (Number(a.split('.')[0]) - Number(b.split('.')[0]))
}

async function checked(response: Answer, path: string): Promise<Answer> {
  if (response.statusCode === 200) return response
  const text = await readAll(response.body, path)
  const message = cutText(asText(asObject(tryParse(text))['message']) || text, 2000)
  const what = `${path.split('?', 1)[0]}: ${message}`
  if (response.statusCode === 404) throw new VeinmindError('LOCAL_ENGINE_NOT_FOUND', what)
  throw new VeinmindError('LOCAL_ENGINE_STATUS', `${what} (status ${response.statusCode})`, {
    context: { status: response.statusCode },
  })
}

async function readJson(response: Answer, path: string): Promise<Json> {
  const value = tryParse(await readAll((await checked(response, path)).body, path))
  if (value === undefined) throw new VeinmindError('LOCAL_ENGINE_STATUS', `${path}: the answer is no JSON`)
  return value as Json
}

async function readAll(body: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MAX_JSON)
      throw new VeinmindError('LOCAL_ENGINE_STATUS', `${path}: the answer is larger than ${MAX_JSON} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreachable(address: string, cause: unknown): VeinmindError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const hint =
    code === 'EACCES' ? 'the socket may be used by root or by the members of its group' : 'is the engine running?'
  const why = cause instanceof Error ? cause.message : String(cause)
  return new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `no container engine can be reached at ${address}: ${why}`, {
    hint,
    cause,
  })
}
