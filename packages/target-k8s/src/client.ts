import http from 'node:http'
import https from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { KubeConfig } from '@kubernetes/client-node'
import type { JsonObject } from '@veinmind/sdk'
import { mib, VeinmindError } from '@veinmind/sdk'

/** An answer of the API server. */
export interface Answer {
  readonly status: number
  readonly body: JsonObject
}

/** Asks one API server. */
export interface Client {
  /** Its address, without credentials. */
  readonly server: string
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Answer>
}

/** An answer, a page of a list at most. */
const MAX_BODY = mib(64)
const IDLE_MS = 60_000

/** A client for the current context. Redirects are not followed: an API server sends none. */
export function createClient(config: KubeConfig, signal: AbortSignal): Client {
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '')
  const shown = server.replace(/\/\/[^/@]*@/, '//')
  return {
    server: shown,
    get: async (path, query = {}) => {
      const options: https.RequestOptions = { method: 'GET', headers: { accept: 'application/json' }, signal }
      await config.applyToHTTPSOptions(options).catch((error: unknown) => {
        throw new VeinmindError('K8S_LOGIN_FAILED', `cannot make the credentials for ${shown}`, {
          hint: 'the command of an exec credential may have failed; kubectl would use the same',
          cause: error,
        })
      })
      const url = new URL(server + path)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const { request } = url.protocol === 'http:' ? http : https
      const answer = await send((done) => request(url, options, done), shown, signal)
      return { status: answer.statusCode ?? 0, body: parse(await readBody(answer), shown, path) }
    },
  }
}

function send(start: (done: (answer: IncomingMessage) => void) => http.ClientRequest, server: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = start(resolve)
    request.setTimeout(IDLE_MS, () => request.destroy(new Error(`no answer for ${IDLE_MS / 1000} s`)))
    request.once('error', (error) => {
      if (signal.aborted) reject(signal.reason as Error)
      else reject(new VeinmindError('K8S_UNREACHABLE', `cannot reach ${server}: ${error.message}`, { cause: error }))
    })
    request.end()
  })
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY) throw new VeinmindError('K8S_ANSWER_INVALID', `an answer is larger than ${MAX_BODY} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(text: string, server: string, path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // Said below: a proxy's page is no object either.
  }
  throw new VeinmindError('K8S_ANSWER_INVALID', `${server}${path} answered with no JSON object`)
}
