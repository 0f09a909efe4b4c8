import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { GitHttpRequest, GitHttpResponse } from 'isomorphic-git'
import type { Client, ClientChannel, ConnectConfig } from 'ssh2'
import { checkHostKey } from './known-hosts.ts'
import { broken } from './pack/pkt-line.ts'
import type { Remote } from './remote.ts'
import type { GitAddress } from './url.ts'

/** How a server is reached over ssh. */
export interface SshOptions {
  /** A private key; by default the ssh agent and the usual files in `~/.ssh`. */
  readonly keyFile?: string
  readonly passphrase?: string
  /** known_hosts files instead of `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`. */
  readonly knownHosts?: readonly string[]
  /** The only key that the host may have: `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly hostKey?: string
  readonly environment?: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

const READY_MS = 30_000
const KEY_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/** A server that speaks git's protocol over ssh: one channel, the references first, then the pack. */
export async function openSshRemote(address: GitAddress, options: SshOptions): Promise<Remote> {
  const connection = await connect(address, options)
  let channel: ClientChannel | undefined
  let chunks: AsyncIterator<Buffer> | undefined
  const abort = () => connection.destroy()
  options.signal.addEventListener('abort', abort, { once: true })
  return {
    // What isomorphic-git asks over http is answered from the channel: it has no ssh of its own.
    url: 'http://ssh.invalid/repository.git',
    http: {
      request: async ({ url }: GitHttpRequest): Promise<GitHttpResponse> => {
        channel = await openChannel(connection, `git-upload-pack ${quote(address.path)}`)
        chunks = (channel as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
        const advertisement = await readAdvertisement(chunks)
        const body = [Buffer.from('001e# service=git-upload-pack\n0000'), advertisement]
        const headers = { 'content-type': 'application/x-git-upload-pack-advertisement' }
        return { url, method: 'GET', statusCode: 200, statusMessage: 'OK', headers, body: (async function* () { yield* body })() }
      },
    },
    upload: (request) => {
      if (!channel || !chunks) throw new TypeError('the references must be asked for first')
      channel.write(request)
      const rest = chunks
      return Promise.resolve({ [Symbol.asyncIterator]: () => rest })
    },
    [Symbol.asyncDispose]: async () => {
      options.signal.removeEventListener('abort', abort)
      channel?.close()
      connection.end()
    },
  }
}

/** Up to and with the flush that ends the references. */
async function readAdvertisement(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let all: Buffer = Buffer.alloc(0)
  for (let at = 0; ; ) {
    while (all.length - at >= 4) {
      const length = Number.parseInt(all.toString('latin1', at, at + 4), 16)
      if (length === 0) return all.subarray(0, at + 4)
      if (!(length >= 4) || length > 65_520) throw broken('the server sent no references')
      if (all.length - at < length) break
      at += length
    }
    if (all.length > 64 << 20) throw broken('the list of references is endless')
    const { value, done } = await chunks.next()
    if (done) throw new VeinmindError('GIT_NOT_FOUND', 'the server has no such repository, or this user may not read it')
    all = Buffer.concat([all, value])
  }
}

async function connect(address: GitAddress, options: SshOptions): Promise<Client> {
  options.signal.throwIfAborted()
  const { default: ssh2 } = await import('ssh2')
  const { host, port = 22, user = userInfo().username } = address
  const knownHosts = await readKnownHosts(options)
  const logins = await findLogins(options)
  let refused: VeinmindError | undefined
  const config: ConnectConfig = {
    host, port, username: user, readyTimeout: READY_MS,
    ...logins,
    hostVerifier: (key: Buffer): boolean => {
      refused = checkKey(key, { name: host, port }, { knownHosts, pinned: options.hostKey })
      return refused === undefined
    },
  }
  const client = new ssh2.Client()
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client))
    client.on('error', (error: Error & { level?: string }) => {
      if (refused) reject(refused)
      else if (error.level === 'client-authentication') reject(unauthorized(host, user, options))
      else reject(new VeinmindError('GIT_UNREACHABLE', `cannot reach ${host} by ssh: ${error.message}`, { cause: error }))
    })
    client.connect(config)
  })
}

function checkKey(
  key: Buffer,
  host: { readonly name: string; readonly port: number },
  trust: { readonly knownHosts: string; readonly pinned: string | undefined },
): VeinmindError | undefined {
  const fingerprint = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
  if (trust.pinned !== undefined) {
    if (trust.pinned === fingerprint) return undefined
    return new VeinmindError('GIT_HOST_KEY', `${host.name} has the key ${fingerprint}, and --ssh-host-key names another`)
  }
  const verdict = checkHostKey(trust.knownHosts, host, key)
  if (verdict === 'known') return undefined
  const what = { unknown: 'is not known', changed: 'is not the one that is known', revoked: 'was revoked' }[verdict]
  return new VeinmindError('GIT_HOST_KEY', `the key of ${host.name} ${what}: ${fingerprint}`, {
    hint: verdict === 'unknown' ? 'compare it with what the host publishes, then add it to known_hosts or give it by --ssh-host-key' : 'somebody may be in between',
  })
}

async function readKnownHosts({ knownHosts, environment = process.env }: SshOptions): Promise<string> {
  const home = environment['HOME'] ?? homedir()
  const paths = knownHosts ?? [join(home, '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts']
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')))).join('\n')
}

async function findLogins({ keyFile, passphrase, environment = process.env }: SshOptions): Promise<ConnectConfig> {
  const agent = environment['SSH_AUTH_SOCK']
  const home = environment['HOME'] ?? homedir()
  if (keyFile !== undefined) {
    const privateKey = await readFile(keyFile).catch((error: unknown) => {
      throw new VeinmindError('GIT_KEY_INVALID', `cannot read the key ${keyFile}`, { cause: error })
    })
    await checkPrivateKey(keyFile, privateKey, passphrase)
    return { privateKey, ...(passphrase === undefined ? {} : { passphrase }) }
  }
  for (const name of agent === undefined ? KEY_NAMES : []) {
    const privateKey = await readFile(join(home, '.ssh', name)).catch(() => undefined)
    if (privateKey) return { privateKey, ...(passphrase === undefined ? {} : { passphrase }) }
  }
  return agent === undefined ? {} : { agent }
}

async function checkPrivateKey(path: string, key: Buffer, passphrase: string | undefined): Promise<void> {
  const { default: ssh2 } = await import('ssh2')
  const parsed = ssh2.utils.parseKey(key, passphrase)
  if (parsed instanceof Error) {
    const hint = /passphrase|encrypted/i.test(parsed.message) ? 'give its passphrase by VEINMIND_SSH_PASSPHRASE' : 'ed25519, ECDSA and RSA keys are read'
    throw new VeinmindError('GIT_KEY_INVALID', `cannot use the key ${path}`, { hint, cause: parsed })
  }
}

function openChannel(connection: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    connection.exec(command, (error, channel) => {
      if (error) return reject(new VeinmindError('GIT_PROTOCOL', `the server refused to run git: ${error.message}`, { cause: error }))
      channel.stderr.resume()
      resolve(channel)
    })
  })
}

/** As a POSIX shell takes a word, since the server's may be one. */
const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

function unauthorized(host: string, user: string, { keyFile }: SshOptions): VeinmindError {
  return new VeinmindError('GIT_UNAUTHORIZED', `${host} refused the login of ${user} with ${keyFile ?? 'the keys of the agent or of ~/.ssh'}`, {
    hint: 'name another key by --ssh-key',
  })
}
