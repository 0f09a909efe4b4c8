import type { IncomingHttpHeaders } from 'node:http'
import type { Pushable } from '../image.ts'

/** A request as the registry sees it. */
export interface RegistryRequest {
  readonly method: string
  /** Path without the query, as it was sent. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** What is answered. Headers may lie: a body shorter than its `content-length` ends with a broken connection. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Milliseconds before it is sent. */
  readonly delay?: number
}

/**
 * Answers instead of the registry, or leaves it to the registry with undefined. `next` gives what the registry would
 * answer, to be changed.
 */
export type Respond = (
  request: RegistryRequest,
  next: () => Promise<Reply>,
) => Reply | undefined | Promise<Reply | undefined>

/** A request that was served. `bytes` are those of the body that were handed to the connection so far. */
export interface LoggedRequest {
  readonly method: string
  /** Path with the query. */
  readonly url: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly status: number
  readonly bytes: number
}

/**
 * One thing that a caller wants to do: `{ type: 'repository', name: 'app', action: 'pull' }`; with Harbor also
 * `{ type: 'project', name: 'team', action: 'list' }`.
 */
export interface Access {
  readonly type: 'repository' | 'registry' | 'project'
  readonly name: string
  readonly action: string
}

/** Who may do what, and how callers say who they are. */
export interface RegistryAuth {
  readonly type: 'basic' | 'bearer'
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>
  /**
   * Whether `account` (undefined: nobody has logged in) may do this. By default every user may do everything; in Harbor
   * only `admin` may list the catalog.
   */
  readonly allow?: (account: string | undefined, access: Access) => boolean
  /** Seconds that a bearer token lives; default 300, of Harbor 1800. */
  readonly lifetime?: number
  /** Milliseconds that Harbor takes to refuse a password, and locks the account meanwhile; default 1500. */
  readonly failedLogin?: number
  /**
   * How the token endpoint answers. Docker Hub gives a token to everybody who does not come with a wrong password; GitLab
   * refuses (403) who gets nothing; Quay refuses (401) who is nobody and wants nothing. None of these takes a POST.
   */
  readonly way?: 'distribution' | 'docker-hub' | 'gitlab' | 'quay'
  /** Whether the token endpoint takes the OAuth2 POST; default true. */
  readonly oauth?: boolean
  /** Refresh tokens that are known from the start, and whose they are. */
  readonly identityTokens?: Readonly<Record<string, string>>
}

/** How a Harbor is set up. Projects are those of the repositories that are pushed. */
export interface HarborOptions {
  /** Projects without a repository. */
  readonly emptyProjects?: readonly string[]
  /** Repositories whose images a policy ("prevent vulnerable images") keeps from being pulled. */
  readonly blocked?: RegExp
}

/** How the registry behaves. Without options: open, plain HTTP, OCI 1.1. */
export interface RegistryOptions {
  readonly auth?: RegistryAuth
  /** PEM texts; with `clientCa` a client must show a certificate of that authority. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly clientCa?: string }
  /** Answers as Harbor 2.16: its API under `/api/v2.0`, its token service, its own way to refuse. */
  readonly harbor?: boolean | HarborOptions
  /** Whether it has the referrers API; default true. */
  readonly referrers?: boolean
  /** Most entries of a page of tags, repositories or projects; default 100. */
  readonly pageSize?: number
  /** Asked before the registry answers. */
  readonly respond?: Respond
}

/** A registry on the loopback interface, in this process. */
export interface FakeRegistry extends AsyncDisposable {
  /** `127.0.0.1:34567` */
  readonly host: string
  /** `http://127.0.0.1:34567` */
  readonly url: string
  /** Every request so far, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** Stores a thing without HTTP, under a tag or (no tag) its digest alone; gives its reference. */
  push(repository: string, tag: string | undefined, thing: Pushable): string
  /** Takes a repository away, or one of its tags. */
  remove(repository: string, tag?: string): void
  /** Bytes of bodies served so far for paths that match. */
  served(path?: RegExp): number
  /** Makes every bearer token that was given out invalid. */
  expireTokens(): void
  /** Ends it and every connection. */
  close(): Promise<void>
}
