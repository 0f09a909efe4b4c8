import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { ParsedKey } from 'ssh2'

/** How a user logs in. */
export interface SshLoginOptions {
  /** A private key; by default the ssh agent, then the usual files in `~/.ssh`. */
  readonly keyFile?: string
  readonly passphrase?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Logins in the order in which they are tried. */
export interface SshLogins {
  /** The next one, as ssh2 takes it; `false` ends it. */
  next(): object | false
  /** What was tried so far, for a person. */
  tried(): string
}

interface Login {
  readonly source: string
  readonly method:
    | { readonly type: 'agent'; readonly agent: string }
    | { readonly type: 'publickey'; readonly key: ParsedKey }
}

const KEY_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/** Finds what there is to log in with. A key that is named must be usable; of the usual files, those that are not are passed over and told. */
export async function findLogins(username: string, options: SshLoginOptions): Promise<SshLogins> {
  const { passphrase } = options
  const unusable: string[] = []
  const logins =
    options.keyFile === undefined
      ? await usualLogins(options, unusable)
      : [await namedLogin(options.keyFile, passphrase)]
  const tried: string[] = []
  const waiting = logins.values()
  return {
    next() {
      const { value: login } = waiting.next()
      if (login) tried.push(login.source)
      return login ? { username, ...login.method } : false
    },
    tried: () => [...tried, ...unusable].join(', ') || 'no key: there is no agent, and none in ~/.ssh',
  }
}

async function namedLogin(path: string, passphrase: string | undefined): Promise<Login> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new VeinmindError('GIT_KEY_INVALID', `cannot read the key ${path}`, { cause: error })
  })
  const key = await parsePrivateKey(bytes, passphrase)
  if (key instanceof Error) {
    const hint = isAboutPassphrase(key)
      ? 'give its passphrase by VEINMIND_SSH_PASSPHRASE'
      : 'ed25519, ECDSA and RSA keys are read'
    throw new VeinmindError('GIT_KEY_INVALID', `cannot use the key ${path}`, { hint, cause: key })
  }
  return { source: path, method: { type: 'publickey', key } }
}

async function usualLogins(
  { passphrase, environment = process.env }: SshLoginOptions,
  unusable: string[],
): Promise<Login[]> {
  const agent = environment['SSH_AUTH_SOCK']
  const logins: Login[] = agent ? [{ source: 'the agent', method: { type: 'agent', agent } }] : []
  for (const name of KEY_NAMES) {
    const path = join(environment['HOME'] ?? homedir(), '.ssh', name)
    const bytes = await readFile(path).catch(() => undefined)
    const key = bytes && (await parsePrivateKey(bytes, passphrase))
    if (key instanceof Error)
      unusable.push(
        `${path} (${isAboutPassphrase(key) ? 'not usable without its passphrase, VEINMIND_SSH_PASSPHRASE' : 'which is no key'})`,
      )
    else if (key) logins.push({ source: path, method: { type: 'publickey', key } })
  }
  return logins
}

/** Parsed once: the passphrase of a key is made slow to try. */
async function parsePrivateKey(bytes: Buffer, passphrase: string | undefined): Promise<ParsedKey | Error> {
  const { default: ssh2 } = await import('ssh2')
  const key = ssh2.utils.parseKey(bytes, passphrase)
  return key instanceof Error || key.isPrivateKey() ? key : new Error('it is the public half')
}

const isAboutPassphrase = ({ message }: Error): boolean => /passphrase|encrypted|integrity/i.test(message)
