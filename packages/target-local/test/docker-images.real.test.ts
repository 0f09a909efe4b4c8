import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LayerCache } from '@veinmind/engine'
import type { Report } from '@veinmind/report'
import {
  createCertificates,
  graphDrivers,
  removeTemporary,
  run,
  startDockerd,
  temporaryFolder,
} from '@veinmind/services'
import type { Dockerd } from '@veinmind/services'
import { registryTarget } from '@veinmind/target-registry'
import { dockerArchive, startRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { containerTarget, imageTarget } from '../src/index.ts'
import { connectEngine } from '../src/docker/client/api.ts'
import type { Endpoint } from '../src/docker/client/endpoint.ts'
import { listEngineImages, openEngineImage } from '../src/docker/images/open-image.ts'
import {
  closeAll,
  discover,
  essence,
  fingerprintFolder,
  layerSources,
  riskyImage,
  scanFound,
  scanTarget,
  temporaryCache,
} from './support.ts'

describe.each(graphDrivers())('dockerd 20.10 with %s', (driver) => {
  const image = riskyImage('team/app:1.4')
  const folder = temporaryFolder('archive')
  const archive = join(folder, 'app.tar')
  let dockerd: Dockerd
  beforeAll(async () => {
    writeFileSync(archive, dockerArchive(image))
    dockerd = await startDockerd({ driver })
    await dockerd.docker(['load', '-i', archive])
    await dockerd.docker(['tag', 'team/app:1.4', 'registry.local:5000/other/app:latest'])
  })
  afterAll(async () => {
    await dockerd.stop()
    removeTemporary(folder)
  })
  const options = (): Record<string, unknown> => ({ 'docker-host': dockerd.address })

  test('the same findings and coverage from the archive, the registry, the folders and the API', async () => {
    await using registry = await startRegistry()
    registry.push('team/app', '1.4', image)
    const expected = essence(await scanTarget(imageTarget, [archive]))
    const before = fingerprintFolder(join(dockerd.dataRoot, 'image'))
    const fromFolders = await scanTarget(imageTarget, ['team/app:1.4'], options())
    expect(fromFolders.findings.length).toBeGreaterThan(4)
    expect(fromFolders.targets[0]?.source).toBe(`docker (${dockerd.address}), read from its folders`)
    expect(essence(fromFolders)).toEqual(expected)
    expect(essence(await scanTarget(registryTarget, [`${registry.host}/team/app:1.4`]))).toEqual(expected)
    expect(essence(await scanByApi({ address: dockerd.address }))).toEqual(expected)
    expect(fingerprintFolder(join(dockerd.dataRoot, 'image'))).toEqual(before)
  })

  test('a docker without containers says so', async () => {
    const only = { ...options(), from: 'docker' }
    expect(await discover(containerTarget, [], only)).toEqual([
      { target: 'docker', skipped: 'there are no containers' },
    ])
    expect(await discover(containerTarget, [], { ...only, running: true })).toEqual([
      { target: 'docker', skipped: 'no container runs' },
    ])
  })

  test('what the registry gave costs nothing when docker has it', async () => {
    await using registry = await startRegistry()
    registry.push('team/app', '1.4', image)
    using store = await temporaryCache()
    expect(layerSources(await scanTarget(registryTarget, [`${registry.host}/team/app:1.4`], {}, store.cache))).toEqual([
      'read',
      'read',
      'read',
    ])
    expect(layerSources(await scanTarget(imageTarget, ['app'], options(), store.cache))).toEqual([
      'cache',
      'cache',
      'cache',
    ])
    const streamed: string[] = []
    expect(layerSources(await scanByApi({ address: dockerd.address }, store.cache, streamed))).toEqual([
      'cache',
      'cache',
      'cache',
    ])
    expect(streamed).toEqual([])
  })

  test.each([
    ['id', image.id],
    ['start of an id', image.id.slice(7, 13)],
    ['word', 'app'],
    ['repository', 'team/app'],
    ['tag', 'docker.io/team/app:1.4'],
    ['all', '*'],
    ['prefix', 'docker:team/app:1.4'],
    ['prefix of the original', 'dockerd:team/app:1.4'],
  ])('found by %s', async (_, word) => {
    const found = await discover(imageTarget, [word], options())
    expect(found.map((each) => ('entity' in each ? each.entity.id : each))).toEqual([image.id])
  })

  test('what was pulled is found by its digest, alone and with its repository', async () => {
    await using registry = await startRegistry()
    registry.push('team/pulled', '2', riskyImage('pulled', 'other'))
    const repository = `${registry.host}/team/pulled`
    await dockerd.docker(['pull', `${repository}:2`])
    const { stdout } = await dockerd.docker(['inspect', '-f', '{{index .RepoDigests 0}} {{.Id}}', `${repository}:2`])
    const [digest = '', id] = stdout.trim().split(' ')
    for (const word of [
      digest,
      digest.slice(digest.indexOf('@') + 1),
      digest.split(':').at(-1)!.slice(0, 12),
      repository,
      `${repository}:2`,
      'pulled',
      'pulled:2',
    ]) {
      expect(
        (await discover(imageTarget, [`docker:${word}`], options())).map((each) =>
          'entity' in each ? each.entity.id : each,
        ),
      ).toEqual([id])
    }
    await dockerd.docker(['rmi', `${repository}:2`])
  })

  test('all without a target, and what is not there', async () => {
    const [all] = await discover(imageTarget, [], options())
    expect(all).toMatchObject({
      entity: { references: expect.arrayContaining(['team/app:1.4', 'registry.local:5000/other/app:latest']) },
    })
    const [missing] = await discover(imageTarget, ['docker:team/app:9'], options())
    expect(missing).toMatchObject({ error: { code: 'LOCAL_IMAGE_NOT_FOUND' } })
  })
})

test('dockerd over TLS with a client certificate: read by the API, nothing left in the temporary folder', async () => {
  using certificates = await createCertificates()
  await using dockerd = await startDockerd({ tls: { server: certificates.server, ca: certificates.ca } })
  const folder = temporaryFolder('archive')
  const archive = join(folder, 'app.tar')
  writeFileSync(archive, dockerArchive(riskyImage('team/app:1.4')))
  await dockerd.docker(['load', '-i', archive])
  const tls = {
    ca: readText(certificates.ca),
    cert: readText(certificates.client.cert),
    key: readText(certificates.client.key),
  }
  await expect(connectEngine({ address: dockerd.tlsAddress, tls: { ca: tls.ca } })).rejects.toMatchObject({
    code: 'LOCAL_ENGINE_UNREACHABLE',
  })
  await expect(
    connectEngine({ address: dockerd.tlsAddress, tls: { cert: tls.cert, key: tls.key } }),
  ).rejects.toMatchObject({ code: 'LOCAL_ENGINE_UNREACHABLE' })
  const report = await scanByApi({ address: dockerd.tlsAddress, tls })
  expect(essence(report)).toEqual(essence(await scanTarget(imageTarget, [archive])))
  expect(report.targets[0]?.source).toContain('read by its API')
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`veinmind-file-${process.pid}-`))).toEqual([])

  // A context that docker's own command has made, taken as that command takes it: named, and as the current one.
  const files = `ca=${certificates.ca},cert=${certificates.client.cert},key=${certificates.client.key}`
  const env = { DOCKER_CONFIG: folder, DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined }
  await run('docker', ['context', 'create', 'far', '--docker', `host=${dockerd.tlsAddress},${files}`], { env })
  vi.stubEnv('DOCKER_CONFIG', folder)
  vi.stubEnv('DOCKER_HOST', undefined)
  try {
    vi.stubEnv('DOCKER_CONTEXT', 'far')
    const [named] = await discover(imageTarget, ['docker:team/app'])
    await run('docker', ['context', 'use', 'far'], { env })
    vi.stubEnv('DOCKER_CONTEXT', undefined)
    const [current] = await discover(imageTarget, ['docker:team/app'])
    for (const found of [named, current])
      expect(found).toMatchObject({ source: `docker (${dockerd.tlsAddress}), read by its API` })
    await closeAll([named!, current!])
    vi.stubEnv('DOCKER_CONTEXT', 'nowhere')
    expect(await discover(imageTarget, ['docker:team/app'])).toMatchObject([
      { error: { code: 'LOCAL_DOCKER_CONTEXT' } },
    ])
  } finally {
    vi.unstubAllEnvs()
  }
  removeTemporary(folder)
})

const readText = (path: string): string => readFileSync(path, 'utf8')

/** Scans the only image of an engine as if its folders were elsewhere. */
async function scanByApi(endpoint: Endpoint, cache?: LayerCache, streamed?: string[]): Promise<Report> {
  await using connected = await connectEngine(endpoint)
  const client = {
    ...connected,
    stream: (path: string, abort?: AbortSignal) => (streamed?.push(path), connected.stream(path, abort)),
  }
  const { signal } = new AbortController()
  const [listed] = await listEngineImages(client, signal)
  return await scanFound(
    [await openEngineImage(client, listed!, { readDirectly: async () => undefined, savesPlain: true, signal })],
    cache,
  )
}
