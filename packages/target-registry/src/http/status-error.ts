import { registryError } from '../errors.ts'
import { asObject, parseJsonObject } from '../json.ts'
import { readShort } from './body.ts'
import type { HttpResponse } from './exchange.ts'

/** The error of an answer whose status is not the one hoped for, with what the registry says about it. */
export async function statusError(response: HttpResponse, host: string): Promise<Error> {
  const message = readMessage(await readShort(response))
  const said = message === undefined ? '' : ` (${message.slice(0, 300)})`
  const what = `${host} answered ${response.status} for ${response.url.pathname}${said}`
  const context = { host, status: response.status }
  switch (response.status) {
    case 401:
      return registryError('REGISTRY_UNAUTHORIZED', what, { context })
    case 403:
      return registryError('REGISTRY_FORBIDDEN', what, {
        context,
        hint: 'the credentials lack the permission for this repository',
      })
    case 404:
      return registryError('REGISTRY_NOT_FOUND', what, {
        context,
        hint: 'it may not exist, or may be hidden from these credentials',
      })
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return registryError('REGISTRY_UNAVAILABLE', what, {
        context,
        ...(response.status === 429 && { hint: 'it limits how much may be asked: try later, or with credentials' }),
      })
    default:
      return registryError('REGISTRY_ANSWER_INVALID', what, { context })
  }
}

/**
 * What an error document says: the first entry of the distribution specification's ("Error Codes"), or the one sentence of
 * Docker Hub's and Quay's token services.
 */
export function readMessage(body: Buffer): string | undefined {
  const document = parseJsonObject(body)
  const [first] = Array.isArray(document?.['errors']) ? (document['errors'] as readonly unknown[]) : []
  const { code, message } = asObject(first) ?? {}
  const parts = first === undefined ? [document?.['details'] ?? document?.['error']] : [code, message]
  const text = parts.filter((part) => typeof part === 'string' && part !== '').join(': ')
  return text === '' ? undefined : text
}
