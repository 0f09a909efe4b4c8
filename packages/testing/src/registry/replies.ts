import type { Reply } from './types.ts'

/** Error codes of the OCI distribution specification, and their usual status. */
const STATUSES = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 416,
  BLOB_UPLOAD_UNKNOWN: 404,
  DENIED: 403,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 400,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  SIZE_INVALID: 413,
  TAG_INVALID: 400,
  UNAUTHORIZED: 401,
  UNSUPPORTED: 405,
} as const

/** A failure as the specification writes it. */
export function failure(
  code: keyof typeof STATUSES,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json({ errors: [{ code, message, detail: null }] }, { status: STATUSES[code], headers })
}

/** An error as Harbor writes it. */
export function harborError(status: number, code: string, message: string): Reply {
  return json({ errors: [{ code, message }] }, { status })
}

/** A JSON document. */
export function json(
  value: unknown,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify(value),
  }
}

/** What Go's router says of paths that it does not know. */
export function notFound(): Reply {
  return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' }
}
