import { copyFileSync, chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeTemporary, requireTool, run, startDockerd, startSshd, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test } from 'vitest'
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
  const scan = async (): Promise<unknown> => {
    const command = [process.execPath, script, JSON.stringify({ from: 'docker', 'docker-host': address }), 'image', 'app']
    return JSON.parse((await run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', INSIDE, homedir(), folder, ...command])).stdout)
  }
  expect(await scan()).toMatchObject({ targets: [], errors: [{ code: 'LOCAL_ENGINE_UNREACHABLE', message: expect.stringContaining('Host key verification failed') }] })
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`)
  expect(await scan()).toMatchObject({ errors: [], targets: [{ name: 'team/app:1.4', outcome: 'ok', notes: [expect.stringContaining('read by its API')] }] })
  expect(readdirSync(tmpdir()).filter((name) => /^veinmind-(?:ssh|local)-/.test(name))).toEqual([])
  for (const each of [folder, join(archive, '..')]) removeTemporary(each)
})
