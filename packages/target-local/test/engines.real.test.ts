import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Container } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { removeTemporary, startDockerd29, startPodman, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { containerTarget, imageTarget } from '../src/index.ts'
import {
  closeAll,
  discover,
  essence,
  fingerprintFolder,
  layerSources,
  riskyImage,
  runnableImage,
  scanTarget,
  SECRET,
  temporaryCache,
} from './support.ts'

interface Running extends AsyncDisposable {
  readonly run: (args: readonly string[]) => Promise<{ readonly stdout: string }>
  readonly options: Record<string, unknown>
  /** What must not be written to. */
  readonly data: string
}

const ENGINES: Readonly<Record<string, () => Promise<Running>>> = {
  'dockerd 29': async () => {
    const { docker, address, containerd, stop } = await startDockerd29()
    return {
      run: docker,
      options: { from: 'docker', 'docker-host': address },
      data: join(containerd.root, 'io.containerd.content.v1.content'),
      [Symbol.asyncDispose]: stop,
    }
  },
  'podman by its service': async () => {
    const { podman, address, storage, stop } = await startPodman()
    return {
      run: podman,
      options: { from: 'podman', 'podman-host': address },
      data: join(storage, 'overlay-images'),
      [Symbol.asyncDispose]: stop,
    }
  },
  'podman without its service': async () => {
    const { podman, storage, stop } = await startPodman()
    return {
      run: podman,
      options: { from: 'podman', 'storage-root': storage },
      data: join(storage, 'overlay-images'),
      [Symbol.asyncDispose]: stop,
    }
  },
}

const CHANGES = `rm /etc/gone; rm -rf /etc/old; mkdir /etc/old; echo new > /etc/old/b; echo "aws_access_key_id = ${SECRET}" > /credentials.txt; exec sleep 1000`

describe.each(Object.keys(ENGINES))('%s', (name) => {
  const folder = temporaryFolder('engine')
  const archive = join(folder, 'app.tar')
  const image = riskyImage('registry.local/team/app:1.4')
  let engine: Running
  beforeAll(async () => {
    engine = await ENGINES[name]!()
    writeFileSync(archive, dockerArchive(image))
    writeFileSync(join(folder, 'run.tar'), dockerArchive(await runnableImage('registry.local/busy:1')))
    for (const file of [archive, join(folder, 'run.tar')]) await engine.run(['load', '-i', file])
    await engine.run([
      'run',
      '-d',
      '--name',
      'web',
      '--network',
      'host',
      '--ulimit',
      'nofile=1024:1024',
      '--ulimit',
      'nproc=1024:1024',
      '-e',
      'DB_PASSWORD=hunter2',
      'registry.local/busy:1',
      '/bin/sh',
      '-c',
      CHANGES,
    ])
    await engine.run(['create', '--name', 'idle', '--network', 'host', 'registry.local/busy:1'])
    await vi.waitFor(async () => {
      const { stdout } = await engine.run(['diff', 'web'])
      if (!stdout.includes('/credentials.txt')) throw new Error('the container is not ready')
    }, 20_000)
  })
  afterAll(async () => {
    await engine[Symbol.asyncDispose]()
    removeTemporary(folder)
  })

  test('an image as from its archive, and nothing is read again', async () => {
    using store = await temporaryCache()
    const before = fingerprintFolder(engine.data)
    const expected = await scanTarget(imageTarget, [archive], {}, store.cache)
    const report = await scanTarget(imageTarget, ['registry.local/team/app'], engine.options)
    expect(essence(report)).toEqual(essence(expected))
    expect(report.targets[0]?.source).toMatch(/read from its folders|containers-storage/)
    expect(layerSources(await scanTarget(imageTarget, ['app'], engine.options, store.cache))).toEqual([
      'cache',
      'cache',
      'cache',
    ])
    const all = await discover(imageTarget, ['*'], engine.options)
    expect(all).toHaveLength(2)
    await closeAll(all)
    // Engines delete what is no longer needed whenever they like; nothing may be new or other than it was.
    expect(before).toEqual(
      expect.arrayContaining(fingerprintFolder(engine.data).filter((line) => !/ 16\d{3} /.test(line))),
    )
  })

  test('a running container and one that never ran', async () => {
    const found = await discover(containerTarget, ['web', 'idle'], engine.options)
    const [web, idle] = found.map(asContainer)
    expect(web).toMatchObject({
      state: 'running',
      processes: [{ args: ['sleep', '1000'], pid: 1 }],
      security: { privileged: false, namespaces: { network: 'host', pid: 'private' } },
    })
    expect(web?.env).toContain('DB_PASSWORD=hunter2')
    expect(web?.processes?.[0]?.env).toContain('DB_PASSWORD=hunter2')
    expect(idle).toMatchObject({ state: 'created' })
    expect(idle?.processes).toBeUndefined()
    await closeAll(found)
    const report = await scanTarget(containerTarget, ['web'], engine.options)
    expect(report.errors).toEqual([])
    const places = report.findings.flatMap(({ locations }) =>
      locations.map(({ path, layer, hiddenBy }) => [path, layer?.index, hiddenBy]),
    )
    expect(places).toContainEqual(['/credentials.txt', 2, undefined])
    expect(places).toContainEqual(['/etc/old/credentials.txt', 1, 2])
    const running = await discover(containerTarget, [], { ...engine.options, running: true })
    expect(running.map((each) => asContainer(each).name)).toEqual(['web'])
    await closeAll(running)
  })
})

function asContainer(found: Discovered | undefined): Container {
  if (found !== undefined && 'entity' in found && found.entity.kind === 'container') return found.entity
  throw new Error(`no container: ${JSON.stringify(found)}`)
}
