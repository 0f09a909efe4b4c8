import type { HttpClient } from 'isomorphic-git'

/** A server that repositories are fetched from, over whatever transport. */
export interface Remote extends AsyncDisposable {
  /** For isomorphic-git: asks for the references. */
  readonly http: HttpClient
  /** Address that isomorphic-git is given. */
  readonly url: string
  /** Sends a request for a pack and gives the answer. */
  upload(request: string): Promise<AsyncIterable<Uint8Array>>
}
