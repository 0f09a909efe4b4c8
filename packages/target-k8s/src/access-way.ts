import type { RequestOptions } from 'node:https'

/** The way to an API server. */
export interface Access {
  /** Its address, with a path where it has one. */
  readonly server: string
  /** Adds to a request what the login and the server's certificate need. */
  apply(options: RequestOptions): Promise<void>
}
