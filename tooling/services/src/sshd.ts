import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { run } from './command.ts'
import { freePort } from './ports.ts'
import { requireTools } from './require-tool.ts'
import { startService } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** An OpenSSH server that lets the user of this process in with one key. */
export interface Sshd extends AsyncDisposable {
  readonly address: string
  readonly port: number
  readonly user: string
  /** Path of the private key that it takes; it has the passphrase `passphrase`. */
  readonly key: string
  readonly passphrase: string
  /** Its own public key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string
  /** Of that key, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string
  stop(): Promise<void>
}

/** How sshd is set up. */
export interface SshdOptions {
  /** Of the user's key, by default ed25519. */
  readonly type?: 'ed25519' | 'rsa' | 'ecdsa'
  /** By default 127.0.0.1. */
  readonly address?: string
  /** By default a free one; 22 takes root. */
  readonly port?: number
}

/** Starts sshd on loopback, with a host key of its own. */
export async function startSshd({
  type = 'ed25519',
  address = '127.0.0.1',
  port: wanted,
}: SshdOptions = {}): Promise<Sshd> {
  const tools = await requireTools(['sshd', 'ssh-keygen'])
  const folder = temporaryFolder('sshd')
  const file = (name: string): string => join(folder, name)
  const passphrase = 'open sesame'
  await run(tools['ssh-keygen'], ['-q', '-t', 'ed25519', '-N', '', '-f', file('host')])
  await run(tools['ssh-keygen'], ['-q', '-t', type, '-N', passphrase, '-f', file('user')])
  const { stdout } = await run(tools['ssh-keygen'], ['-l', '-f', file('host.pub')])
  const port = wanted ?? (await freePort())
  const config = [
    `Port ${port}`,
    `ListenAddress ${address}`,
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('user.pub')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
  ]
  writeFileSync(file('config'), `${config.join('\n')}\n`)
  // Where sshd's own child gives its rights up; made by the service that Debian would start.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const service = await startService(tools.sshd, ['-D', '-e', '-f', file('config')], {
    ready: () => answers(address, port),
    onStop: () => removeTemporary(folder),
  })
  return {
    address,
    port,
    user: userInfo().username,
    key: file('user'),
    passphrase,
    hostKey: readFileSync(file('host.pub'), 'utf8').split(' ').slice(0, 2).join(' '),
    fingerprint: stdout.split(' ')[1] ?? '',
    stop: service.stop,
    [Symbol.asyncDispose]: service.stop,
  }
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address)
    socket.once('error', reject).once('data', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
