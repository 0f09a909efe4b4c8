import type { Environment } from './proxy.ts'
import type { TlsOptions } from './tls.ts'

/** Time limits, in milliseconds. */
export interface Timeouts {
  readonly connect: number
  /** Until the head of an answer is there. */
  readonly headers: number
  /** Without a byte of a body; and the time in which a blob must bring at least `MIN_BLOB_PROGRESS` bytes. */
  readonly idle: number
  /** For a whole document: manifest, list, token. */
  readonly document: number
}

/** How often and how long a request is tried again after 408, 429, 5xx or a broken connection. */
export interface RetryPolicy {
  readonly attempts: number
  /** Milliseconds before the second attempt; doubled for each further one, less a random part. */
  readonly delay: number
  /** The longest pause in milliseconds; a `Retry-After` beyond it is not waited for. */
  readonly maxDelay: number
  /** Milliseconds for all attempts and pauses of one request together. */
  readonly total: number
}

/** How a registry is reached. */
export interface TransportOptions extends TlsOptions {
  /** True: http without TLS. By default only for a registry on loopback that does not speak TLS. */
  readonly plainHttp?: boolean
  readonly timeouts?: Partial<Timeouts>
  readonly retry?: Partial<RetryPolicy>
  /** Where proxies are named; by default `process.env`. */
  readonly env?: Environment
}

export const DEFAULT_TIMEOUTS: Timeouts = { connect: 15_000, headers: 30_000, idle: 30_000, document: 60_000 }
export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, delay: 300, maxDelay: 30_000, total: 120_000 }

/**
 * Bytes that a blob must bring in each `idle` time that is spent waiting for it: 1 byte every 29 s is a trap, not a
 * network.
 */
export const MIN_BLOB_PROGRESS: number = 16 * 1024
export const MAX_HEADER_BYTES: number = 32 * 1024
export const MAX_REDIRECTS = 5
