import type { Dispatcher } from 'undici'

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Must be read to its end, or given to `discard`. */
  readonly body: Dispatcher.ResponseData['body']
  /** Where the answer came from, after redirects. */
  readonly url: URL
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined
}
