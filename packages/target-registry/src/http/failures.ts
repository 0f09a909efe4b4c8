import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import { registryError } from '../errors.ts'

/** The code of an error or of what caused it; of several attempts to connect, the first one's. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const code = (at as NodeJS.ErrnoException).code
    if (typeof code === 'string' && code !== '') return code
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return ''
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])
const BROKEN = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'EAI_AGAIN',
  'ENETRESET',
  'ECONNABORTED',
])
const TLS =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO|ERR_OSSL_|UND_ERR_PRX_TLS)/
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER|UNEXPECTED_MESSAGE|HTTP_REQUEST/i

/** Whether the connection broke, so that another attempt may do better. */
export function isBrokenConnection(error: unknown): boolean {
  return BROKEN.has(codeOf(error)) || (error instanceof Error && /terminated|other side closed/.test(error.message))
}

/**
 * Whether the other end does not speak TLS at all; a certificate that is refused, or a connection that breaks, is not
 * that.
 */
export function speaksNoTls(error: unknown): boolean {
  const code = codeOf(error)
  return NOT_TLS.test(code) || (code === 'EPROTO' && NOT_TLS.test(String(error)))
}

/** What undici, node:net or node:tls threw, in our words; the one place where that is done. */
export function translateFailure(error: unknown, url: URL): VeinmindError {
  if (error instanceof VeinmindError) return error
  if (error instanceof Error && error.cause instanceof VeinmindError) return error.cause
  const code = codeOf(error)
  const details = { cause: error, context: { host: url.host, code } }
  if (TIMEOUTS.has(code) || (error instanceof Error && error.name === 'TimeoutError')) {
    return registryError('REGISTRY_TIMEOUT', `${url.host} did not answer in time (${url.pathname})`, details)
  }
  if (TLS.test(code)) {
    return registryError('REGISTRY_TLS', `no trusted connection to ${url.host}: ${reason(error, code)}`, {
      ...details,
      hint: NOT_TLS.test(code)
        ? 'if it speaks plain http, say --plain-http'
        : 'a certificate of your own is given with --ca-file, a client certificate with --client-cert and --client-key',
    })
  }
  if (code.endsWith('HEADERS_OVERFLOW') || code.endsWith('HEADER_OVERFLOW')) {
    return registryError('REGISTRY_ANSWER_TOO_LARGE', `${url.host} answered with headers that are too large`, details)
  }
  if (code.startsWith('HPE_')) {
    return registryError('REGISTRY_ANSWER_INVALID', `${url.host} does not answer in HTTP: ${code}`, details)
  }
  return registryError('REGISTRY_UNREACHABLE', `${url.host} cannot be reached: ${reason(error, code)}`, details)
}

function reason(error: unknown, code: string): string {
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name server does not answer',
    ECONNREFUSED: 'connection refused',
    ECONNRESET: 'the connection was broken off',
    UND_ERR_SOCKET: 'the connection was broken off',
    EHOSTUNREACH: 'no route to the host',
    ENETUNREACH: 'no route to the network',
  }
  return (
    known[code] ??
    (error instanceof Error && error.message !== '' ? cutText(error.message, 300) : code || 'unknown error')
  )
}
