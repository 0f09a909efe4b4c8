import { request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { expect, test } from 'vitest'
import { startRegistry, TEST_TLS } from '../index.ts'

function statusOf(url: string, options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

test('TLS, and certificates of clients', async () => {
  const { ca, key, cert, clientKey, clientCert } = TEST_TLS
  await using open = await startRegistry({ tls: { key, cert } })
  expect(await statusOf(`${open.url}/v2/`, { ca })).toBe(200)
  await expect(statusOf(`${open.url}/v2/`, {})).rejects.toThrow('certificate')
  await using mutual = await startRegistry({ tls: { key, cert, clientCa: ca } })
  expect(await statusOf(`${mutual.url}/v2/`, { ca, key: clientKey, cert: clientCert })).toBe(200)
  await expect(statusOf(`${mutual.url}/v2/`, { ca })).rejects.toThrow(/certificate required|ECONNRESET|socket/)
})
