import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'
import { startGroup } from '@veinmind/internal/programs'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'

/** A socket of another machine as a socket here. */
export interface Tunnel {
  readonly socket: string
  readonly close: () => Promise<void>
}

const PATIENCE = 30_000

/**
 * Forwards the engine's socket by the user's own ssh, with its configuration, keys and known hosts; it never asks for a
 * password. `ssh://[user@]host[:port][/path/of/docker.sock]`. Throws `LOCAL_ENGINE_UNREACHABLE`.
 */
export async function openTunnel(url: URL): Promise<Tunnel> {
  const folder = await makeTemporaryFolder('ssh')
  const socket = join(folder, 'engine.sock')
  const remote = url.pathname.length > 1 ? url.pathname : '/var/run/docker.sock'
  const args = [
    '-T',
    '-o',
    'BatchMode=yes',
    '-o',
    'ExitOnForwardFailure=yes',
    '-o',
    'ConnectTimeout=20',
    '-L',
    `${socket}:${remote}`,
  ]
  if (url.port !== '') args.push('-p', url.port)
  if (url.username !== '') args.push('-l', decodeURIComponent(url.username))
  // `cat` ends with its input, and so ssh does with this process, however that ends.
  // What ssh has started (a ProxyCommand, say) ends with it.
  const { child, end } = startGroup('ssh', [...args, '--', url.hostname, 'cat'], { stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2000)))
  child.once('error', (error) => (said += error.message))
  const close = async (): Promise<void> => {
    end()
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await ended
    await rm(folder, { recursive: true, force: true })
  }
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(50)) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break
    if (
      await access(socket).then(
        () => true,
        () => false,
      )
    )
      return { socket, close }
  }
  await close()
  throw new VeinmindError('LOCAL_ENGINE_UNREACHABLE', `ssh to ${url.hostname} failed: ${said.trim() || 'no answer'}`, {
    hint: '`ssh <host> true` must work without a question',
  })
}
