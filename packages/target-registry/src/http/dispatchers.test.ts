import { expect, test } from 'vitest'
import { createDispatchers } from './dispatchers.ts'
import { DEFAULT_TIMEOUTS } from './settings.ts'

test('hosts that the user has named may be near, and names elsewhere are looked at when they are resolved', async () => {
  const dispatchers = createDispatchers({
    registry: 'registry.example',
    trustedHosts: new Set(['10.1.1.1', '127.0.0.1:5001']),
    tls: {},
    timeouts: DEFAULT_TIMEOUTS,
    env: {},
  })
  try {
    for (const address of ['http://10.1.1.1/', 'http://127.0.0.1:5001/token', 'http://store.example/'])
      expect(await dispatchers.get(new URL(address))).toBeDefined()
    for (const address of ['http://10.1.1.2/', 'http://127.0.0.1:5002/token'])
      await expect(dispatchers.get(new URL(address))).rejects.toMatchObject({ code: 'REGISTRY_REDIRECT_REFUSED' })
  } finally {
    await dispatchers.destroy()
  }
})
