import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
