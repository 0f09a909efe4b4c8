import type { Readable, Writable } from 'node:stream'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Json } from '@veinmind/sdk'
import { createWriter } from './drain.ts'
import { createJsonSplitter } from './split-json.ts'

/** The services of a host, as a plugin calls them. */
export interface ServiceClient {
  /** Calls a function; its results as a list. Throws the host's error: with its code where it names one, else `SERVICE_FAILED`. */
  call(namespace: string, name: string, ...args: readonly Json[]): Promise<readonly Json[]>
  hasNamespace(namespace: string): Promise<boolean>
  getManifest(namespace: string): Promise<Json>
  listServices(namespace: string): Promise<readonly string[]>
  /** Ends the connection; what was asked for and not answered throws `HOST_GONE`. */
  close(): void
}

interface Reply {
  readonly sequence?: unknown
  readonly services?: readonly string[]
  readonly ok?: boolean
  readonly reply?: Json
  readonly error?: Json
  readonly code?: Json
}

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: Error) => void
}

function parseReply(text: string): Reply | Error {
  try {
    return JSON.parse(text) as Reply
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function failureOf(error: Json, code: Json | undefined): VeinmindError {
  const isCode = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code)
  return new VeinmindError(isCode ? code : 'SERVICE_FAILED', typeof error === 'string' ? error : JSON.stringify(error))
}

/** Speaks to a host over a channel; answers may come in any order. */
export function createServiceClient(channel: { readonly input: Readable; readonly output: Writable }): ServiceClient {
  const { input, output } = channel
  const write = createWriter(output)
  const waiting = new Map<number, Waiting>()
  const split = createJsonSplitter(mib(64))
  let sequence = 0
  let gone: VeinmindError | undefined

  const fail = (cause?: unknown) => {
    const what =
      cause instanceof Error
        ? `the connection to the host is broken: ${cause.message}`
        : 'the host has closed the connection'
    gone ??= new VeinmindError('HOST_GONE', what, { cause })
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
  input.on('data', (chunk: Uint8Array) => {
    for (const piece of split(chunk)) {
      const reply = 'error' in piece ? piece.error : parseReply(piece.text)
      // After an answer that cannot be read nobody knows whose it was.
      if (reply instanceof Error) return fail(reply)
      const caller = waiting.get(Number(reply.sequence))
      waiting.delete(Number(reply.sequence))
      if (reply.error === undefined) caller?.resolve(reply)
      else caller?.reject(failureOf(reply.error, reply.code))
    }
  })
  input.once('close', fail).once('error', fail)
  output.once('error', fail)

  const ask = async (type: string, namespace: string, name = '', args: readonly Json[] = []): Promise<Reply> => {
    if (gone) throw gone
    const number = ++sequence
    const answer = new Promise<Reply>((resolve, reject) => waiting.set(number, { resolve, reject }))
    answer.catch(() => {})
    const line = `${JSON.stringify({ sequence: number, type, namespace, name, args })}\n`
    await write(line)
    return answer
  }
  return {
    call: async (namespace, name, ...args) => {
      const { reply } = await ask('call', namespace, name, args)
      return Array.isArray(reply) ? (reply as readonly Json[]) : []
    },
    hasNamespace: async (namespace) => (await ask('hasNamespace', namespace)).ok === true,
    getManifest: async (namespace) => (await ask('getManifest', namespace)).reply ?? null,
    listServices: async (namespace) => (await ask('listServices', namespace)).services ?? [],
    close: () => {
      output.end()
      input.destroy()
      fail()
    },
  }
}
