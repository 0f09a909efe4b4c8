import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_TLS } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRepository, parseAddress } from '../src/index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-git-trust-'))
  await writeFile(join(folder, 'company.pem'), TEST_TLS.ca)
})
afterAll(() => rm(folder, { recursive: true }))

test('an authority that the system trusts is trusted without a flag; what is not trusted is said without a flag of Node', async () => {
  const server = createServer({ key: TEST_TLS.key, cert: TEST_TLS.cert }, (_request, response) =>
    response.writeHead(404).end(),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = parseAddress(`https://127.0.0.1:${(server.address() as AddressInfo).port}/app.git`)
  const ask = (environment: NodeJS.ProcessEnv) =>
    openRepository(address, {
      signal: AbortSignal.timeout(20_000),
      environment: { HOME: folder, ...environment },
    }).catch((thrown: Error) => thrown)
  const untrusted = await ask({ SSL_CERT_FILE: '/nonexistent', SSL_CERT_DIR: '/nonexistent' })
  expect(untrusted).toMatchObject({
    code: 'GIT_UNREACHABLE',
    message: expect.stringContaining('is not trusted') as string,
    hint: expect.stringContaining('--ca-file') as string,
  })
  expect((untrusted as Error).message).not.toMatch(/node|--/i)
  expect(await ask({ SSL_CERT_FILE: join(folder, 'company.pem'), SSL_CERT_DIR: '/nonexistent' })).not.toMatchObject({
    code: 'GIT_UNREACHABLE',
  })
  server.closeAllConnections()
  server.close()
})
