import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import { checkHostKey, knownTypes } from './known-hosts.ts'
import type { HostKeyVerdict, KnownHost } from './known-hosts.ts'

/** The files that a host's key is compared with. */
export interface HostKeyOptions {
  /** known_hosts files instead of those of the user and of the system. */
  readonly knownHosts?: readonly string[]
  /** The only key that the host may have: `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly hostKey?: string
  readonly environment?: NodeJS.ProcessEnv
}

const HINTS: Readonly<Record<Exclude<HostKeyVerdict, 'known'>, readonly [what: string, hint: string]>> = {
  unknown: [
    'is not known',
    'compare it with what the host publishes, then add it to known_hosts or give it by --ssh-host-key',
  ],
  changed: ['is not the one that is known', 'somebody may be in between'],
  revoked: ['was revoked', 'somebody may be in between'],
  authority: [
    'is known by an authority only',
    'certificates of hosts (@cert-authority) are not read: give the key by --ssh-host-key',
  ],
}

/** Those of OpenSSH, without SHA-1. */
type HostKeyAlgorithm = 'ssh-ed25519' | `ecdsa-sha2-nistp${256 | 384 | 521}` | `rsa-sha2-${512 | 256}`

const ALGORITHMS: readonly HostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

/** Checks the keys of hosts, strictly: what is not known is refused. */
export class HostKeys {
  readonly #text: string
  readonly #pinned: string | undefined

  constructor(text: string, pinned: string | undefined) {
    this.#text = text
    this.#pinned = pinned
  }

  /** Why a key is refused; undefined when it is the host's. */
  refuse(host: KnownHost, key: Buffer): VeinmindError | undefined {
    const fingerprint = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
    if (this.#pinned !== undefined) {
      if (this.#pinned.replace(/=+$/, '') === fingerprint) return undefined
      return new VeinmindError(
        'GIT_HOST_KEY',
        `${host.name} has the key ${fingerprint}, and --ssh-host-key names another`,
      )
    }
    const verdict = checkHostKey(this.#text, host, key)
    if (verdict === 'known') return undefined
    const [what, hint] = HINTS[verdict]
    return new VeinmindError('GIT_HOST_KEY', `the key of ${host.name} ${what}: ${fingerprint}`, { hint })
  }

  /** The algorithms to ask a host for: those of keys that are known of it come first, as a host may have several. */
  algorithms(host: KnownHost): HostKeyAlgorithm[] {
    const known = knownTypes(this.#text, host)
    const isKnown = (algorithm: string): boolean => known.includes(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm)
    return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((each) => !isKnown(each))]
  }
}

/** Reads the known_hosts files. Those that are not there are as good as empty. */
export async function readHostKeys({
  knownHosts,
  hostKey,
  environment = process.env,
}: HostKeyOptions): Promise<HostKeys> {
  const home = join(environment['HOME'] ?? homedir(), '.ssh')
  const usual = ['known_hosts', 'known_hosts2'].flatMap((name) => [join(home, name), `/etc/ssh/ssh_${name}`])
  const texts = await Promise.all((knownHosts ?? usual).map((path) => readFile(path, 'utf8').catch(() => '')))
  return new HostKeys(texts.join('\n'), hostKey)
}
