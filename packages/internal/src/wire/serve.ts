import type { Readable, Writable } from 'node:stream'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Registry } from '../services/registry.ts'
import { createWriter } from './drain.ts'
import { findSequence, parseRequest, writeResponse } from './messages.ts'
import type { Request, Response } from './messages.ts'
import { createJsonSplitter } from './split-json.ts'

/** How requests are read. */
export interface ServeOptions {
  readonly signal?: AbortSignal
  /** Longest request in bytes; by default 32 MiB. A longer one is answered with an error. */
  readonly maxRequest?: number
  /** Calls that may be under way at once; by default 16. More are not read before one ends. */
  readonly concurrency?: number
  /** Called with what was wrong with a request, for the log. */
  readonly onError?: (message: string) => void
}

/**
 * Answers the requests of one plugin from `registry` until its stream ends (libveinmind's service channel). Calls run
 * concurrently and may be answered out of order. A bad request is answered with an error; the next one is served.
 */
export async function serveRegistry(
  registry: Registry,
  channel: { readonly input: Readable; readonly output: Writable },
  options: ServeOptions = {},
): Promise<void> {
  const { signal, maxRequest = mib(32), concurrency = 16, onError } = options
  const split = createJsonSplitter(maxRequest)
  const running = new Set<Promise<void>>()
  const { input, output } = channel
  const write = createWriter(output)
  const answer = async (sequence: string, response: Response) => {
    if (response.error !== undefined) onError?.(response.error)
    await write(writeResponse(sequence, response))
  }
  try {
    for await (const chunk of input as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted()
      for (const piece of split(chunk)) {
        if ('error' in piece) {
          await answer(findSequence(piece.head), { error: piece.error.message })
          continue
        }
        const request = parseRequest(piece.text)
        if (typeof request === 'string') {
          await answer(findSequence(piece.text), { error: request })
          continue
        }
        const call = respond(registry, request).then((response) => answer(request.sequence, response))
        running.add(call)
        void call.finally(() => running.delete(call))
        if (running.size >= concurrency) await Promise.race(running)
      }
    }
  } finally {
    await Promise.allSettled(running)
  }
}

async function respond(registry: Registry, request: Request): Promise<Response> {
  const { namespace, name } = request
  try {
    switch (request.type) {
      case 'call': {
        const service = registry.getService(namespace, name)
        if (!service) return { error: `no service ${namespace}/${name}` }
        const reply = await service(...request.args)
        return { reply: reply === undefined ? [] : [reply] }
      }
      case 'hasNamespace':
        return registry.hasNamespace(namespace) ? { ok: true } : {}
      case 'getManifest':
        return { reply: registry.getManifest(namespace) }
      case 'listServices':
        return { services: registry.listServices(namespace) }
      default:
        return { error: `no request type ${JSON.stringify(request.type)}` }
    }
  } catch (error) {
    if (error instanceof VeinmindError) return { error: error.message, code: error.code }
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
