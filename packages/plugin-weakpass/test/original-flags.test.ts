import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The executable takes the flags of the original's veinmind-weakpass, so that its hosts and scripts need no change.
const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))
const UNUSUAL = 'xyzzy-plugh-42'
const SHADOW = `root:$1$salt$qJH7.N4xYta3aEG/dfqo/0:19000:0:99999:7:::
guest:$1$salt$cOm2srREupc6A7WjW6fme0:19000:0:99999:7:::
`

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-original-'))
  const files = {
    'etc/shadow': SHADOW,
    'etc/passwd': 'root:x:0:0::/root:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n',
    'etc/redis/redis.conf': 'requirepass foobared\n',
  }
  await writeFile(join(folder, 'app.tar'), dockerArchive(buildImage(layer(files))))
  await writeFile(join(folder, 'words.txt'), `${UNUSUAL}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

async function run(flags: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, NODE_DISABLE_COMPILE_CACHE: '1' }
  const child = spawn(process.execPath, [BIN, 'scan', 'image', './app.tar', '--no-cache', '-f', 'json', ...flags], {
    cwd: folder,
    env,
    stdio: 'pipe',
  })
  child.stdin.end('password-of-a-registry\n')
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  const { findings = [] } = (stdout === '' ? {} : JSON.parse(stdout)) as {
    findings?: { detail: { username: string; service: string } }[]
  }
  return { code, stderr, found: findings.map(({ detail }) => `${detail.service} ${detail.username}`).toSorted() }
}

test.each([
  [['--serviceName', 'redis'], ['Redis ']],
  [
    ['-s', 'ssh', '--serviceName=redis,mysql'],
    ['Redis ', 'SSH root'],
  ],
  [
    ['--dictpath', 'words.txt', '--threads', '2', '-s', 'ssh'],
    ['SSH guest', 'SSH root'],
  ],
  [['-d', 'words.txt', '-t', '1', '-u', 'guest', '-s', 'ssh'], ['SSH guest']],
  [['--username', 'root', '-s', 'ssh'], ['SSH root']],
  // The user of a registry, who needs a password.
  [['--username', 'robot', '--password-stdin', '-s', 'ssh'], ['SSH root']],
])('%j', async (flags, found) => {
  expect(await run(flags)).toMatchObject({ code: 1, stderr: '', found })
})

test.each([
  [['--serviceName', 'telnet'], 'WEAKPASS_SERVICE_UNKNOWN'],
  [['--mode', 'tarball', '--tarball-root', '/x'], 'HOST_MODE_UNSUPPORTED'],
  [['--remote'], 'HOST_MODE_UNSUPPORTED'],
  [['--containerd-root', '/elsewhere'], 'HOST_MODE_UNSUPPORTED'],
  [['--threads', 'many'], 'concurrency is "many"'],
])('%j is refused', async (flags, why) => {
  expect(await run(flags)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) })
})
