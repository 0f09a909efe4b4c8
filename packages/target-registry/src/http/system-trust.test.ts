import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRegistry, TEST_TLS } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openRegistry } from '../index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-trust-'))
  await writeFile(join(folder, 'company.pem'), TEST_TLS.ca)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

test('an authority that the system trusts is trusted without a flag; what is not trusted is said without a flag of Node', async () => {
  await using fake = await startRegistry({ tls: { key: TEST_TLS.key, cert: TEST_TLS.cert } })
  const ask = async (): Promise<unknown> => {
    const registry = openRegistry(fake.host, { retry: { attempts: 1 } })
    try {
      return await registry.hasBlob('app', `sha256:${'a'.repeat(64)}`)
    } finally {
      await registry.close()
    }
  }
  vi.stubEnv('SSL_CERT_DIR', '/nonexistent')
  vi.stubEnv('SSL_CERT_FILE', '/nonexistent')
  const error = (await ask().catch((thrown: unknown) => thrown)) as Error
  expect(error).toMatchObject({ code: 'REGISTRY_TLS' })
  expect(error.message).not.toMatch(/node|--/i)
  vi.stubEnv('SSL_CERT_FILE', join(folder, 'company.pem'))
  expect(await ask()).toBe(false)
  vi.stubEnv('SSL_CERT_FILE', '/nonexistent')
  vi.stubEnv('SSL_CERT_DIR', folder)
  expect(await ask()).toBe(false)
})
