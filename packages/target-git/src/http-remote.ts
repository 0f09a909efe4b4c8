import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { VeinmindError } from '@veinmind/sdk'
import type { GitHttpRequest, GitHttpResponse } from 'isomorphic-git'
import { EnvHttpProxyAgent, request } from 'undici'
import type { Dispatcher } from 'undici'
import { findCredential } from './credentials.ts'
import type { CredentialOptions, GitCredential } from './credentials.ts'
import type { Remote } from './remote.ts'
import type { GitAddress } from './url.ts'

/** How a server is reached over http. */
export interface HttpOptions extends CredentialOptions {
  /** Certificates to trust besides the system's, a PEM file. */
  readonly caFile?: string
  readonly insecureSkipVerify?: boolean
  readonly signal: AbortSignal
}

const MAX_REDIRECTS = 5
const IDLE_MS = 60_000
const SECRET_HEADER = 'authorization'

/** A server that speaks git's smart protocol over http. */
export async function openHttpRemote(address: GitAddress, options: HttpOptions): Promise<Remote> {
  const remote = new HttpRemote(address, options, await createAgent(options))
  return {
    url: address.url,
    http: { request: (asked) => remote.discover(asked) },
    upload: (body) => remote.upload(body),
    [Symbol.asyncDispose]: () => remote.close(),
  }
}

class HttpRemote {
  readonly #address: GitAddress
  readonly #options: HttpOptions
  readonly #agent: Dispatcher
  /** Where the repository is after redirects. */
  #base: string
  #credential: GitCredential | undefined

  constructor(address: GitAddress, options: HttpOptions, agent: Dispatcher) {
    this.#address = address
    this.#options = options
    this.#agent = agent
    this.#base = address.url
  }

  /** The request for the references; the only one that is redirected and that logs in, as in git. */
  async discover({ url }: GitHttpRequest): Promise<GitHttpResponse> {
    let at = url
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const answer = await this.#send(at, { method: 'GET' })
      const location = answer.headers['location']
      if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
        await answer.body.dump()
        at = this.#redirect(at, location)
        continue
      }
      if (answer.statusCode === 401 && !this.#credential) {
        await answer.body.dump()
        this.#credential = await this.#login(at)
        continue
      }
      await this.#check(answer, at)
      const info = at.indexOf('/info/refs')
      if (info !== -1) this.#base = at.slice(0, info)
      return { url: at, method: 'GET', statusCode: answer.statusCode, statusMessage: '', headers: flatten(answer), body: iterate(answer.body) }
    }
    throw new VeinmindError('GIT_REDIRECT', `${this.#address.host} redirects more than ${MAX_REDIRECTS} times`)
  }

  async upload(body: string): Promise<AsyncIterable<Uint8Array>> {
    const url = `${this.#base}/git-upload-pack`
    const headers = { 'content-type': 'application/x-git-upload-pack-request', accept: 'application/x-git-upload-pack-result' }
    const answer = await this.#send(url, { method: 'POST', body, headers })
    await this.#check(answer, url)
    return answer.body
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #send(url: string, more: { method: 'GET' | 'POST'; body?: string; headers?: Record<string, string> }): Promise<Dispatcher.ResponseData> {
    const { username, password } = this.#credential ?? {}
    const isOwnHost = new URL(url).host === new URL(this.#address.url).host
    const login = username !== undefined && isOwnHost ? { [SECRET_HEADER]: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` } : {}
    try {
      return await request(url, {
        ...more,
        headers: { 'user-agent': 'git/veinmind', ...more.headers, ...login },
        dispatcher: this.#agent,
        signal: this.#options.signal,
        headersTimeout: IDLE_MS,
        bodyTimeout: IDLE_MS,
      })
    } catch (error) {
      this.#options.signal.throwIfAborted()
      const { message } = error as Error
      throw new VeinmindError('GIT_UNREACHABLE', `cannot reach ${new URL(url).host}: ${message}`, { cause: error })
    }
  }

  /** The address that a redirect leads to: http(s) only, never from https to http, the login stays behind. */
  #redirect(from: string, location: string): string {
    const [source, to] = [new URL(from), URL.parse(location, from)]
    if (!to || !/^https?:$/.test(to.protocol) || (source.protocol === 'https:' && to.protocol !== 'https:')) {
      throw new VeinmindError('GIT_REDIRECT', `${source.host} redirects to ${location.slice(0, 200)}, which is not followed`)
    }
    to.username = ''
    to.password = ''
    return to.href
  }

  async #login(url: string): Promise<GitCredential> {
    const { host, protocol } = new URL(url)
    const { user, path } = this.#address
    if (host !== new URL(this.#address.url).host) throw unauthorized(host, undefined)
    const wanted = { protocol: protocol.slice(0, -1), host, path, ...(user === undefined ? {} : { username: user }) }
    const found = await findCredential(wanted, this.#options)
    if (!found) throw unauthorized(host, undefined)
    return found
  }

  async #check(answer: Dispatcher.ResponseData, url: string): Promise<void> {
    if (answer.statusCode === 200) return
    await answer.body.dump()
    const { host } = new URL(url)
    if (answer.statusCode === 401 || answer.statusCode === 403) throw unauthorized(host, this.#credential?.source)
    if (answer.statusCode === 404) {
      throw new VeinmindError('GIT_NOT_FOUND', `${host} has no repository ${this.#address.path}`, { hint: 'a private one looks like this without a login' })
    }
    throw new VeinmindError('GIT_PROTOCOL', `${host} answered with ${answer.statusCode}`)
  }
}

async function createAgent({ caFile, insecureSkipVerify }: HttpOptions): Promise<Dispatcher> {
  const extra = caFile === undefined ? undefined : await readFile(caFile, 'utf8')
  const connect = {
    ...(extra === undefined ? {} : { ca: [...rootCertificates, extra] }),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  }
  return new EnvHttpProxyAgent({ connect, requestTls: connect })
}

function unauthorized(host: string, source: string | undefined): VeinmindError {
  if (source !== undefined) return new VeinmindError('GIT_UNAUTHORIZED', `${host} refused the login of ${source}`)
  return new VeinmindError('GIT_UNAUTHORIZED', `${host} wants a login, and none was found for it`, {
    hint: 'give a token by --token-stdin or VEINMIND_GIT_TOKEN, or a login in ~/.netrc or a credential helper of git',
  })
}

function flatten(answer: Dispatcher.ResponseData): Record<string, string> {
  return Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
}

async function* iterate(body: AsyncIterable<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  yield* body
}
