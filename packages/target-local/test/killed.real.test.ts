import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { SILENT } from '@veinmind/internal'
import type { Layer } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { removeTemporary, startDockerd, temporaryFolder } from '@veinmind/services'
import type { Dockerd } from '@veinmind/services'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngineContainer } from '../src/docker/containers/open-container.ts'
import { listEngineImages, openEngineImage } from '../src/docker/images/open-image.ts'
import { openEngine } from '../src/docker/client/engine.ts'
import type { Engine } from '../src/docker/client/engine.ts'
import { findHost } from '../src/shared/host.ts'
import { containerTarget, imageTarget } from '../src/index.ts'
import { discover, riskyImage, runnableImage, scanFound } from './support.ts'

const folder = temporaryFolder('killed')
const archives = { large: join(folder, 'large.tar'), busy: join(folder, 'busy.tar'), other: join(folder, 'other.tar') }
beforeAll(async () => {
  const large = buildImage(
    layer({ 'srv/large': randomBytes(64 << 20), 'srv/credentials.txt': 'x' }),
    layer({ 'srv/second': 'x' }),
    { references: ['large:1'] },
  )
  writeFileSync(archives.large, dockerArchive(large))
  writeFileSync(archives.busy, dockerArchive(await runnableImage('busy:1')))
  writeFileSync(archives.other, dockerArchive(riskyImage('other:1')))
})
afterAll(() => removeTemporary(folder))

/** Dockerd with a large image, and a container that has written as much. */
async function prepare(): Promise<Dockerd> {
  const dockerd = await startDockerd()
  for (const file of [archives.large, archives.busy]) await dockerd.docker(['load', '-i', file])
  await dockerd.docker([
    'run',
    '--name',
    'writer',
    '--network',
    'host',
    'busy:1',
    '/bin/sh',
    '-c',
    'dd if=/dev/zero of=/large bs=1048576 count=64; echo a > /small',
  ])
  return dockerd
}

/** A stream of which the engine is killed after a mebibyte. */
async function* killing(stream: AsyncIterable<Uint8Array>, kill: () => void): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of stream) {
    yield chunk
    if (size <= 1 << 20 && (size += chunk.length) > 1 << 20) kill()
  }
}

/** The engine as it is seen from another machine, killed in the middle of the first thing that it streams. */
function remote(engine: Engine, kill: () => void): Engine {
  const stream: Engine['client']['stream'] = async (path, signal) =>
    killing(await engine.client.stream(path, signal), kill)
  return {
    ...engine,
    client: { ...engine.client, stream, isLocal: false },
    dataRoot: undefined,
    host: undefined,
    readDirectly: async () => undefined,
    writable: async () => undefined,
  }
}

/** What is found, with the engine killed in the middle of the first layer that is read. */
function killedWhenRead(found: Discovered, kill: () => void): Discovered {
  const wrap = (each: Layer): Layer => ({ ...each, open: async (options) => killing(await each.open(options), kill) })
  if (!('entity' in found)) return found
  const { entity } = found
  if (entity.kind === 'image') return { entity: { ...entity, layers: entity.layers.map(wrap) } }
  return entity.kind === 'container' && entity.changes !== undefined
    ? { entity: { ...entity, changes: wrap(entity.changes) } }
    : found
}

const summary = ({ targets, errors }: Report): unknown => ({
  targets: targets.map(({ name, outcome }) => `${name} ${outcome}`).toSorted(),
  errors: [...new Set(errors.map(({ target, code }) => `${target} ${code}`))].toSorted(),
})
const { signal } = new AbortController()

async function scanKilled(
  way: 'folders' | 'API',
  what: 'image' | 'container',
): Promise<{ readonly report: Report; readonly isDead: boolean; readonly after?: readonly Discovered[] }> {
  await using dockerd = await prepare()
  let isDead = false
  const kill = (): void => {
    if (!isDead) process.kill(dockerd.pid, 'SIGKILL')
    isDead = true
  }
  const options = { from: 'docker', 'docker-host': dockerd.address }
  // What comes before and after in the same scan.
  const others = async (): Promise<readonly Discovered[]> => discover(imageTarget, [archives.other])
  if (way === 'folders') {
    const found = await discover(
      what === 'image' ? imageTarget : containerTarget,
      [what === 'image' ? 'large:1' : 'writer'],
      options,
    )
    const report = await scanFound([...(await others()), ...found.map((each) => killedWhenRead(each, kill))])
    return { report, isDead, after: await discover(imageTarget, ['large:1'], options) }
  }
  await using connected = await openEngine({ address: dockerd.address }, { host: findHost(), log: SILENT })
  const engine = remote(connected, kill)
  const listed = (await listEngineImages(engine.client, signal)).find(({ tags }) => tags.includes('large:1'))!
  const found =
    what === 'image'
      ? await openEngineImage(engine.client, listed, {
          readDirectly: engine.readDirectly,
          savesPlain: engine.savesPlain,
          signal,
        })
      : await openEngineContainer(engine, 'writer', { signal, withMounts: false, release: async () => {} })
  return { report: await scanFound([...(await others()), found]), isDead }
}

test('docker is killed while an image is read: from its folders it is whole, by the API an error of that image', async () => {
  const folders = await scanKilled('folders', 'image')
  expect([folders.isDead, summary(folders.report)]).toEqual([
    true,
    { targets: ['large:1 ok', 'other:1 ok'], errors: [] },
  ])
  expect(folders.after).toMatchObject([{ target: 'large:1', error: { code: 'LOCAL_ENGINE_UNREACHABLE' } }])
  const api = await scanKilled('API', 'image')
  expect([api.isDead, summary(api.report)]).toEqual([
    true,
    { targets: ['large:1 failed', 'other:1 ok'], errors: ['large:1 LOCAL_ENGINE_UNREACHABLE'] },
  ])
})

test('docker is killed while a container is read: an error of that container, which says what was not scanned', async () => {
  for (const way of ['folders', 'API'] as const) {
    const { report, isDead } = await scanKilled(way, 'container')
    expect([way, isDead, summary(report)]).toEqual([
      way,
      true,
      { targets: ['other:1 ok', 'writer partial'], errors: ['writer LOCAL_ENGINE_UNREACHABLE'] },
    ])
  }
})
