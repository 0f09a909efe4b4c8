import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const TOKEN = 'Zk3vR8qWm1TxPd7Ls4NbYc6H'
const PLANTED = 'Jq9LwXb2Vn7RtZs5Kd3MfPg8'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-stderr-'))
  await mkdir(join(folder, 'app'))
  await writeFile(join(folder, 'app', 'Dockerfile'), `FROM alpine:3.22\nENV API_TOKEN=${PLANTED}\nUSER nobody\n`)
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[]) => runVeinmind(args, { cwd: folder, env: { VEINMIND_GIT_TOKEN: TOKEN } })

test.each([
  ['the path of a report', ['scan', 'iac', 'app', '--no-cache', '-f', 'json', '-o', `json=${TOKEN}.json`]],
  [
    'the path of a report that is named like what was found',
    ['scan', 'iac', 'app', '--no-cache', '-f', 'json', '-o', `json=${PLANTED}.json`],
  ],
  [
    'the path of a report, in a log',
    ['scan', 'iac', 'app', '--no-cache', '--log-format', 'json', '-f', 'json', '-o', `json=${TOKEN}.json`],
  ],
  ['a target that is not there', ['scan', 'iac', TOKEN, '--no-cache']],
  [
    'a file where a folder should be',
    ['scan', 'iac', 'app', '--no-cache', '-f', 'json', '-o', `json=app/Dockerfile/${TOKEN}/report.json`],
  ],
  ['a file of options that is not there', ['scan', 'iac', 'app', '--no-cache', '--config', TOKEN]],
  ['a plan', ['scan', 'iac', TOKEN, '--plan', '--no-cache']],
] as const)(
  '%s is said without secrets',
  async (_, args) => {
    const { stdout, stderr } = await run(args)
    expect(stdout + stderr).toMatch(/[ZJ]••••[H8]/)
    for (const secret of [TOKEN, PLANTED]) expect(stdout + stderr).not.toContain(secret.slice(2, 12))
  },
  60_000,
)

const STORED = 'Hw7KpVz2Xq9LmRd4'

test('what logs in by a docker configuration is said by no error', async () => {
  await using registry = await startRegistry({ auth: { type: 'bearer', users: { robot: STORED } } })
  const config = join(folder, 'docker')
  await mkdir(config, { recursive: true })
  const auth = Buffer.from(`robot:${STORED}`).toString('base64')
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
  const { stdout, stderr } = await runVeinmind(
    [
      'scan',
      'registry',
      `${registry.host}/${STORED.toLowerCase()}`,
      `${registry.host}/app:${STORED}`,
      '--no-cache',
      '--plain-http',
    ],
    { cwd: folder, env: { DOCKER_CONFIG: config } },
  )
  expect(stdout + stderr).toMatch(/H••••4/)
  expect(stdout + stderr).not.toContain(STORED)
  expect(stdout + stderr).not.toContain(auth)
}, 60_000)

test('what logs in by a kubeconfig is said by no error', async () => {
  const user = { name: 'u', user: { token: STORED } }
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:1/${STORED}` } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [user],
  }
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(config))
  const { stdout, stderr } = await runVeinmind(['scan', 'k8s', '--kubeconfig', 'kubeconfig', '--no-cache'], {
    cwd: folder,
  })
  expect(stdout + stderr).not.toBe('')
  expect(stdout + stderr).not.toContain(STORED)
}, 60_000)
