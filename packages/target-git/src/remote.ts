import { VeinmindError } from '@veinmind/sdk'
import type { HttpClient } from 'isomorphic-git'
import type { ServerRef } from './refs.ts'

/** A server that repositories are fetched from, over whatever transport. */
export interface Remote extends AsyncDisposable {
  /** For isomorphic-git: asks for the references. */
  readonly http: HttpClient
  /** Address that isomorphic-git is given. */
  readonly url: string
  /** Sends a request for a pack and gives the answer. */
  upload(request: string): Promise<AsyncIterable<Uint8Array>>
}

/** How long a server may say nothing. */
export interface IdleOptions {
  /** Milliseconds; by default a minute. */
  readonly idle?: number
  readonly signal: AbortSignal
}

/** Milliseconds that a server may say nothing, unless another time is given. */
export const IDLE_MS = 60_000

/** The references of a server, and its capabilities. */
export interface Advertised {
  readonly refs: readonly ServerRef[]
  readonly capabilities: ReadonlySet<string>
}

/** Asks a server for its references. Throws `GIT_UNSUPPORTED` for a repository whose object ids are not SHA-1. */
export async function readRefs({ http, url }: Remote): Promise<Advertised> {
  const { getRemoteInfo2 } = await import('isomorphic-git')
  try {
    const { refs = [], capabilities } = await getRemoteInfo2({ http, url, protocolVersion: 1 })
    const format = capabilities['object-format']
    if (format !== undefined && format !== 'sha1')
      throw new VeinmindError(
        'GIT_UNSUPPORTED',
        `the repository has ids of ${String(format)}, and those of sha1 are read`,
      )
    return {
      refs: refs.filter(({ oid }) => /^[0-9a-f]{40}$/.test(oid)),
      capabilities: new Set(Object.keys(capabilities)),
    }
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('GIT_PROTOCOL', 'the server’s list of references cannot be read', { cause: error })
  }
}
