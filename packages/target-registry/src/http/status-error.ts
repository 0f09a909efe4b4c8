import { cutText } from '@veinmind/internal/text'
import { registryError } from '../errors.ts'
import { asObject, parseJsonObject } from '../json.ts'
import { readShort } from './body.ts'
import type { HttpResponse } from './response.ts'

/** The error of an answer whose status is not the one hoped for, with what the registry says about it. */
export async function statusError(response: HttpResponse, host: string): Promise<Error> {
  const words = await readWords(response)
  if (saysProjectUnknown(words)) return projectUnknown(response.url, words)
  const what = `${host} answered ${response.status} for ${response.url.pathname}${formatWords(words)}`
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
    case 412:
      return registryError('REGISTRY_POLICY_REFUSED', what, {
        context,
        hint: 'a policy of the project lets nobody pull the image as it is (Harbor: "Deployment security"): change the policy, or scan the image from where it was built',
      })
    default:
      return registryError('REGISTRY_ANSWER_INVALID', what, {
        context,
        // What serves https says so with a 400 to who comes without.
        ...(response.status === 400 &&
          words.message === undefined &&
          response.url.protocol === 'http:' && { hint: 'it may speak https alone: leave --plain-http away' }),
      })
  }
}

/** What a server says about an answer: its own reason, and the number under which its logs have it. */
export interface Words {
  readonly message: string | undefined
  readonly requestId: string | undefined
}

/** Reads the words of an answer that is an error; its body is gone afterwards. */
export async function readWords(response: HttpResponse): Promise<Words> {
  const id = response.headers['x-request-id']
  const requestId = id !== undefined && /^[\w.:=+/-]{1,80}$/.test(id) ? id : undefined
  return { message: messageIn(await readShort(response)), requestId }
}

/** ` (UNAUTHORIZED: …; X-Request-Id …)`, or nothing. */
export function formatWords({ message, requestId }: Words): string {
  const parts = [message && cutText(message, 300), requestId && `X-Request-Id ${requestId}`].filter((part) => part)
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

/**
 * What an error document says: the first entry of the distribution specification's ("Error Codes"), or the one sentence of
 * Docker Hub's and Quay's token services.
 */
function messageIn(body: Buffer): string | undefined {
  const document = parseJsonObject(body)
  const [first] = Array.isArray(document?.['errors']) ? (document['errors'] as readonly unknown[]) : []
  const { code, message } = asObject(first) ?? {}
  const parts = first === undefined ? [document?.['details'] ?? document?.['error']] : [code, message]
  const text = parts.filter((part) => typeof part === 'string' && part !== '').join(': ')
  return text === '' ? undefined : text
}

/** Harbor says so with a 401 that asks for nothing, and to an administrator with a 404. */
export function saysProjectUnknown({ message }: Words): boolean {
  return message !== undefined && /\bproject \S{1,255} not found$/.test(message)
}

export function projectUnknown({ host, pathname }: URL, words: Words): Error {
  return registryError('REGISTRY_PROJECT_UNKNOWN', `${host} has no such project: ${pathname}${formatWords(words)}`, {
    hint: 'mend the name of the project: it is the first part of the path after the host',
  })
}
