import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeTemporary, requireTool, run, startDockerd, startSshd, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test, vi } from 'vitest'
import { riskyImage } from './support.ts'

/** ssh reads the home of the user whatever HOME says: here one of the test's own lies over it. */
const INSIDE = 'mount -t tmpfs none "$0" && mkdir -m 700 "$0/.ssh" && cp "$1"/* "$0/.ssh/" && shift && exec "$@"'

test('docker over ssh, by the API; without a known host it is an error', async () => {
  await using dockerd = await startDockerd()
  await using sshd = await startSshd()
  const folder = temporaryFolder('home')
  const key = join(folder, 'id')
  copyFileSync(sshd.key, key)
  chmodSync(key, 0o600)
  await run(await requireTool('ssh-keygen'), ['-q', '-p', '-P', sshd.passphrase, '-N', '', '-f', key])
  writeFileSync(join(folder, 'config'), `Host 127.0.0.1\n  IdentityFile ${key}\n`)
  const archive = join(temporaryFolder('archive'), 'app.tar')
  writeFileSync(archive, dockerArchive(riskyImage('team/app:1.4')))
  await dockerd.docker(['load', '-i', archive])
  const script = fileURLToPath(new URL('print-found.ts', import.meta.url))
  const address = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${dockerd.address.slice('unix://'.length)}`
  const inside = (): readonly string[] => {
    const command = [
      process.execPath,
      script,
      JSON.stringify({ from: 'docker', 'docker-host': address }),
      'image',
      'app',
    ]
    return ['--mount', '--propagation', 'private', 'sh', '-c', INSIDE, homedir(), folder, ...command]
  }
  const scan = async (): Promise<unknown> => JSON.parse((await run('unshare', inside())).stdout)
  expect(await scan()).toMatchObject({
    targets: [],
    errors: [{ code: 'LOCAL_ENGINE_UNREACHABLE', message: expect.stringContaining('Host key verification failed') }],
  })
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`)
  expect(await scan()).toMatchObject({
    errors: [],
    targets: [{ name: 'team/app:1.4', outcome: 'ok', source: expect.stringContaining('read by its API') }],
  })
  const leftovers = (): readonly string[] =>
    readdirSync(tmpdir()).filter((name) => /^veinmind-(?:ssh|local)-/.test(name))
  expect(leftovers()).toEqual([])

  // Whoever is killed cannot clean up: its ssh ends with it, and the next scan removes its socket.
  const killed = spawn('unshare', inside(), { stdio: 'ignore' })
  await vi.waitFor(
    () => expect(leftovers().filter((name) => existsSync(join(tmpdir(), name, 'engine.sock')))).toHaveLength(1),
    { timeout: 20_000, interval: 5 },
  )
  const [left] = leftovers()
  const ended = once(killed, 'exit')
  killed.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
  await vi.waitFor(() => expect(commands().filter((command) => command.includes(left!))).toEqual([]), {
    timeout: 10_000,
  })
  expect(leftovers()).toEqual([left])
  utimesSync(join(tmpdir(), left!), 0, 0)
  expect(await scan()).toMatchObject({ errors: [] })
  expect(leftovers()).toEqual([])
  for (const each of [folder, join(archive, '..')]) removeTemporary(each)
})

/** The command lines of all processes. */
function commands(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return ''
      }
    })
}
