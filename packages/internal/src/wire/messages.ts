import type { Json } from '@veinmind/sdk'

/** What a plugin asks of its host. `sequence` stays text, since it may be any unsigned 64-bit number. */
export interface Request {
  readonly sequence: string
  readonly type: string
  readonly namespace: string
  readonly name: string
  readonly args: readonly Json[]
}

/** What a host answers; members that say nothing are left out, as libveinmind does. */
export interface Response {
  readonly services?: readonly string[]
  readonly ok?: boolean
  readonly reply?: Json
  readonly error?: string
  /** Of an error of ours: its stable code. libveinmind has none, and passes over it. */
  readonly code?: string
}

/** The request that `text` holds, or why it is none. */
export function parseRequest(text: string): Request | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'the request is not JSON'
  }
  const { type, namespace = '', name = '', args } = value as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') {
    return 'type, namespace and name must be texts'
  }
  if (args !== undefined && args !== null && !Array.isArray(args)) return 'args must be a list or null'
  return {
    sequence: findSequence(text),
    type,
    namespace,
    name,
    args: (args as readonly Json[] | null | undefined) ?? [],
  }
}

/** The first sequence number in `text`, `0` where there is none. */
export function findSequence(text: string): string {
  return /"sequence"\s*:\s*(\d{1,20})/.exec(text)?.[1] ?? '0'
}

/** A response on its line. */
export function writeResponse(sequence: string, response: Response): string {
  const rest = JSON.stringify(response)
  return `{"sequence":${sequence}${rest === '{}' ? '' : `,${rest.slice(1, -1)}`}}\n`
}
