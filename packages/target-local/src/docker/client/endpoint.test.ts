import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findDockerEndpoint } from './endpoint.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-config-'))
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext: 'far' }))
  const id = createHash('sha256').update('far').digest('hex')
  await mkdir(join(folder, 'contexts/meta', id), { recursive: true })
  await mkdir(join(folder, 'contexts/tls', id, 'docker'), { recursive: true })
  await writeFile(
    join(folder, 'contexts/meta', id, 'meta.json'),
    JSON.stringify({ Name: 'far', Endpoints: { docker: { Host: 'tcp://far:2376' } } }),
  )
  await writeFile(join(folder, 'contexts/tls', id, 'docker/ca.pem'), 'CA')
  await writeFile(join(folder, 'cert.pem'), 'CERT')
})
afterAll(() => rm(folder, { recursive: true }))

test('the flag, the environment, the context and the default, in this order', async () => {
  const DOCKER_CONFIG = folder
  expect(await findDockerEndpoint('unix:///a', { environment: { DOCKER_CONFIG, DOCKER_HOST: 'unix:///b' } })).toEqual({
    address: 'unix:///a',
  })
  expect(
    await findDockerEndpoint(undefined, {
      environment: { DOCKER_CONFIG, DOCKER_HOST: 'unix:///b', DOCKER_CONTEXT: 'x' },
    }),
  ).toEqual({ address: 'unix:///b' })
  expect(await findDockerEndpoint(undefined, { environment: { DOCKER_CONFIG } })).toEqual({
    address: 'tcp://far:2376',
    tls: { ca: 'CA', skipVerify: false },
  })
  expect(await findDockerEndpoint(undefined, { environment: { DOCKER_CONFIG, DOCKER_CONTEXT: 'default' } })).toEqual({
    address: 'unix:///var/run/docker.sock',
  })
  expect(await findDockerEndpoint(undefined, { environment: { DOCKER_CONFIG: '/nowhere' } })).toEqual({
    address: 'unix:///var/run/docker.sock',
  })
  await expect(
    findDockerEndpoint(undefined, { environment: { DOCKER_CONFIG, DOCKER_CONTEXT: 'gone' } }),
  ).rejects.toMatchObject({ code: 'LOCAL_DOCKER_CONTEXT' })
})

test('certificates are for tcp, and verified only if asked, as docker does it', async () => {
  const DOCKER_CERT_PATH = folder
  const DOCKER_HOST = 'tcp://10.0.0.1:2376'
  expect(
    await findDockerEndpoint(undefined, { environment: { DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY: '1' } }),
  ).toEqual({ address: DOCKER_HOST, tls: { cert: 'CERT', skipVerify: false } })
  expect(
    await findDockerEndpoint(undefined, { environment: { DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_TLS: '1' } }),
  ).toEqual({ address: DOCKER_HOST, tls: { cert: 'CERT', skipVerify: true } })
  expect(await findDockerEndpoint(undefined, { environment: { DOCKER_HOST, DOCKER_CERT_PATH } })).toEqual({
    address: DOCKER_HOST,
  })
})
