import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askHelper } from './helper.ts'

let folder = ''
const { PATH } = process.env
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-helper-'))
  process.env['PATH'] = `${folder}:${PATH}`
})
afterAll(async () => {
  process.env['PATH'] = PATH
  await rm(folder, { recursive: true })
})

async function writeHelper(name: string, script: string): Promise<void> {
  const path = join(folder, `docker-credential-${name}`)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
}

test('a helper that hangs is ended with what it has started, and nothing that holds its pipes is waited for', async () => {
  await writeHelper('hangs', `sleep 300 &\necho $! > ${join(folder, 'pid')}\nsleep 300`)
  const begin = Date.now()
  await expect(askHelper('hangs', 'harbor.local', { timeout: 1000 })).rejects.toMatchObject({
    code: 'REGISTRY_CREDENTIAL_HELPER',
    message: expect.stringContaining('it did not answer in time') as string,
  })
  expect(Date.now() - begin).toBeLessThan(60_000)
  const pid = (await readFile(join(folder, 'pid'), 'utf8')).trim()
  while (await isRunning(pid)) await setTimeout(20)
})

test('a helper that answers and leaves something running behind has answered', async () => {
  await writeHelper(
    'leaves',
    `sleep 300 &\necho $! > ${join(folder, 'pid')}\necho '{"Username":"ada","Secret":"s3cret"}'`,
  )
  expect(await askHelper('leaves', 'harbor.local')).toMatchObject({ username: 'ada', password: 's3cret' })
  process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), 'SIGKILL')
})

/** A process that has ended and that nobody has asked after is a zombie. */
async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  return stat !== undefined && stat[stat.lastIndexOf(')') + 2] !== 'Z'
}
