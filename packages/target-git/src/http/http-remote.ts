import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import type { GitHttpRequest, GitHttpResponse } from 'isomorphic-git'
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { findCredential } from '../credentials.ts'
import type { CredentialOptions, GitCredential } from '../credentials.ts'
import { createAgent } from './agent.ts'
import type { AgentOptions } from './agent.ts'
import { readAdvertisement, readBody } from './body.ts'
import { translate, unauthorized, unauthorizedElsewhere } from './failures.ts'
import { IDLE_MS } from '../remote.ts'
import type { IdleOptions, Remote } from '../remote.ts'
import type { GitAddress } from '../url.ts'

/** How a server is reached over http. */
export interface HttpOptions extends CredentialOptions, AgentOptions, IdleOptions {}

const MAX_REDIRECTS = 5
const SECRET_HEADER = 'authorization'
/** Under which isomorphic-git takes a list of references. */
const ADVERTISEMENT = 'application/x-git-upload-pack-advertisement'

/** A server that speaks git's smart protocol over http. */
export async function openHttpRemote(address: GitAddress, options: HttpOptions): Promise<Remote> {
  const { insecureSkipVerify, ...careful } = options
  const agent = await createAgent(options)
  // What is excused for one server is not for those that it leads to.
  const others = insecureSkipVerify ? await createAgent(careful) : agent
  const remote = new HttpRemote(address, options, { own: agent, others })
  return {
    url: address.url,
    http: { request: (asked) => remote.discover(asked) },
    upload: (body) => remote.upload(body),
    [Symbol.asyncDispose]: () => remote.close(),
  }
}

interface Agents {
  readonly own: Dispatcher
  readonly others: Dispatcher
}

class HttpRemote {
  readonly #address: GitAddress
  readonly #options: HttpOptions
  readonly #agents: Agents
  /** Where the repository is after redirects. */
  #base: string
  #credential: GitCredential | undefined

  constructor(address: GitAddress, options: HttpOptions, agents: Agents) {
    this.#address = address
    this.#options = options
    this.#agents = agents
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
      if (answer.statusCode === 401 && !this.#credential && this.#isOwn(at)) {
        await answer.body.dump()
        this.#credential = await this.#login(at)
        continue
      }
      await this.#check(answer, at)
      const info = at.indexOf('/info/refs?')
      if (info === -1)
        throw new VeinmindError(
          'GIT_REDIRECT',
          `${this.#address.host} redirects to ${cutText(at, 200)}, which is no repository`,
        )
      this.#base = at.slice(0, info)
      const body = [await readAdvertisement(answer, new URL(at).host)]
      const headers = { 'content-type': ADVERTISEMENT }
      return {
        url: at,
        method: 'GET',
        statusCode: 200,
        statusMessage: '',
        headers,
        body: (async function* () {
          yield* body
        })(),
      }
    }
    throw new VeinmindError('GIT_REDIRECT', `${this.#address.host} redirects more than ${MAX_REDIRECTS} times`)
  }

  async upload(body: string): Promise<AsyncIterable<Uint8Array>> {
    const url = `${this.#base}/git-upload-pack`
    const headers = {
      'content-type': 'application/x-git-upload-pack-request',
      accept: 'application/x-git-upload-pack-result',
    }
    const answer = await this.#send(url, { method: 'POST', body, headers })
    await this.#check(answer, url)
    return readBody(answer, new URL(url).host)
  }

  async close(): Promise<void> {
    await this.#agents.own.destroy()
    await this.#agents.others.destroy()
  }

  async #send(
    url: string,
    more: { method: 'GET' | 'POST'; body?: string; headers?: Record<string, string> },
  ): Promise<Dispatcher.ResponseData> {
    const { idle = IDLE_MS } = this.#options
    const { username, password } = this.#credential ?? {}
    const [to, own] = [new URL(url), new URL(this.#address.url)]
    const isOwnName = to.hostname === own.hostname
    const login =
      username !== undefined && this.#isOwn(url)
        ? { [SECRET_HEADER]: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
        : {}
    try {
      return await request(url, {
        ...more,
        headers: { 'user-agent': 'git/veinmind', ...more.headers, ...login },
        dispatcher: isOwnName ? this.#agents.own : this.#agents.others,
        signal: this.#options.signal,
        headersTimeout: idle,
        bodyTimeout: idle,
      })
    } catch (error) {
      this.#options.signal.throwIfAborted()
      throw translate(error, new URL(url).host)
    }
  }

  /** The address that a redirect leads to: http(s) only, never from https to http, the login stays behind. */
  #redirect(from: string, location: string): string {
    const [source, to] = [new URL(from), URL.parse(location, from)]
    if (!to || !/^https?:$/.test(to.protocol) || (source.protocol === 'https:' && to.protocol !== 'https:')) {
      throw new VeinmindError(
        'GIT_REDIRECT',
        `${source.host} redirects to ${cutText(location, 200)}, which is not followed`,
      )
    }
    to.username = ''
    to.password = ''
    return to.href
  }

  /** Whether an address is on the host that a login is for; with its port. */
  #isOwn(url: string): boolean {
    return new URL(url).host === new URL(this.#address.url).host
  }

  async #login(url: string): Promise<GitCredential> {
    const { host, protocol } = new URL(url)
    const { user, path } = this.#address
    const wanted = { protocol: protocol.slice(0, -1), host, path, ...(user === undefined ? {} : { username: user }) }
    const found = await findCredential(wanted, this.#options)
    if (!found) throw unauthorized(host, undefined)
    return found
  }

  async #check(answer: Dispatcher.ResponseData, url: string): Promise<void> {
    if (answer.statusCode === 200) return
    await answer.body.dump()
    const { host } = new URL(url)
    if (answer.statusCode === 401 || answer.statusCode === 403) {
      throw this.#isOwn(url)
        ? unauthorized(host, this.#credential?.source)
        : unauthorizedElsewhere(host, this.#address.host)
    }
    if (answer.statusCode === 404) {
      throw new VeinmindError('GIT_NOT_FOUND', `${host} has no repository ${this.#address.path}`, {
        hint: 'a private one looks like this without a login',
      })
    }
    throw new VeinmindError('GIT_PROTOCOL', `${host} answered with ${answer.statusCode}`)
  }
}
