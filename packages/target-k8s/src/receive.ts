import type { ClientRequest, IncomingMessage } from 'node:http'
import { mib, VeinmindError } from '@veinmind/sdk'

/** An answer, read whole. */
export interface Received {
  readonly status: number
  readonly text: string
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfter?: number
}

/** How long is waited, and for whom. */
export interface ReceiveOptions {
  readonly signal: AbortSignal
  /** Milliseconds without a byte. */
  readonly idle: number
  /** What messages call the server. */
  readonly server: string
}

/** More than an object may have, a page of common ones is far below: a list asks for shorter pages then. */
const MAX_BODY = mib(16)
/** A server that sends a byte now and then is given up too. */
const WHOLE_MS = 300_000
/** A certificate that is not trusted stays so. */
const TLS_CODE = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/

/**
 * Sends a request and reads its answer. Throws `K8S_UNREACHABLE` (with `passes` in its context where another try may help)
 * and `K8S_ANSWER_TOO_LARGE`.
 */
export async function receive(
  start: (limits: { signal: AbortSignal }) => ClientRequest,
  { signal, idle, server }: ReceiveOptions,
): Promise<Received> {
  const late = AbortSignal.timeout(WHOLE_MS)
  try {
    const answer = await send(start({ signal: AbortSignal.any([signal, late]) }), idle)
    const after = Number(answer.headers['retry-after'])
    return {
      status: answer.statusCode ?? 0,
      text: await readBody(answer),
      ...(after > 0 ? { retryAfter: after * 1000 } : {}),
    }
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw unreachable(server, late.aborted ? new Silence(`no whole answer in ${WHOLE_MS / 1000} s`) : error)
  }
}

class Silence extends Error {}

function unreachable(server: string, error: unknown): VeinmindError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const isTls = TLS_CODE.test(code)
  const hint = isTls
    ? 'look at certificate-authority and tls-server-name of the cluster in the kubeconfig'
    : 'look at the address in the kubeconfig, the network and the proxy'
  const passes = !isTls && !(error instanceof Silence)
  return new VeinmindError('K8S_UNREACHABLE', `cannot reach ${server}: ${message}`, {
    hint,
    cause: error,
    context: { passes },
  })
}

function send(request: ClientRequest, idle: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.setTimeout(idle, () => request.destroy(new Silence(`no answer for ${idle / 1000} s`)))
    request.once('response', resolve)
    // Stays: what happens while the body is read is an error of the answer, and of the request again.
    request.on('error', reject)
    request.end()
  })
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY)
      throw new VeinmindError('K8S_ANSWER_TOO_LARGE', `an answer is larger than ${MAX_BODY / mib(1)} MiB`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
