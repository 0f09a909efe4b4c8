import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildHost, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import basic from './index.ts'

const IMAGE = buildImage(layer({ a: 'x' }, { createdBy: 'RUN curl -u joe:Sup3r-secret https://example.com' }), {
  references: ['registry.example/app:1'],
  author: 'joe',
  config: {
    Env: ['PATH=/bin', 'DB_PASSWORD=correct-horse-battery'],
    Entrypoint: ['/app'],
    Cmd: ['--token=9f8e7d6c5b4a3210', '--port', '80'],
    Labels: { api_key: 'label-secret-0123', version: '1' },
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
    User: '1000',
    WorkingDir: '/srv',
  },
})

const CONTAINER = buildContainer({
  name: 'web',
  image: IMAGE,
  state: 'running',
  created: '2024-01-02T03:04:05Z',
  env: ['API_TOKEN=container-secret-1'],
  args: ['/app', '--password', 'argument-secret-2'],
  security: { namespaces: { network: 'host' }, privileged: true },
  processes: [{ pid: 1, name: 'app', args: ['/app'], uids: [33, 33, 33, 33], env: ['API_TOKEN=container-secret-1'] }],
  missing: [{ what: 'mounts', reason: 'permission denied' }],
})

pluginContract(basic, { samples: [IMAGE, CONTAINER], informational: true })

test('the keys of the original, and what it did not say', async () => {
  const { assets, findings } = await scanWith(basic, IMAGE)
  expect(findings).toEqual([])
  expect(assets).toHaveLength(1)
  expect(assets[0]).toMatchObject({
    type: 'BasicImage',
    class: 'info',
    detail: {
      references: ['registry.example/app:1'],
      created_time: 1_704_067_200,
      entrypoint: ['/app'],
      working_dir: '/srv',
      author: 'joe',
      user: '1000',
      exposed_ports: ['80/tcp'],
      volumes: ['/data'],
      platform: { os: 'linux', architecture: 'amd64' },
      size: IMAGE.layers[0]!.size,
      layers: [{ index: 0, digest: IMAGE.layers[0]!.digest, diff_id: IMAGE.layers[0]!.diffId }],
      history: [{ index: 0, layer: 0 }],
    },
  })
})

test('no secret of the environment, of labels, of arguments or of the history is readable', async () => {
  const text = JSON.stringify([
    await scanWith(basic, IMAGE, { showSecrets: false }),
    await scanWith(basic, CONTAINER, { showSecrets: false }),
  ])
  for (const secret of ['correct-horse', '9f8e7d6c5b4a3210', 'label-secret', 'container-secret', 'argument-secret'])
    expect(text).not.toContain(secret)
  expect(text).toContain('DB_PASSWORD=')
  expect(JSON.stringify(await scanWith(basic, IMAGE))).toContain('correct-horse-battery')
})

test('a host: its kernel and its operating system', async () => {
  const { assets, targets } = await scanWith(
    basic,
    buildHost({ machine: { osRelease: { ID: 'debian', PRETTY_NAME: 'Debian 12' }, cgroup: 2 } }),
  )
  expect(targets).toMatchObject([{ kind: 'host', outcome: 'ok' }])
  expect(assets).toMatchObject([
    { type: 'BasicHost', detail: { hostname: 'node-1', kernel: '6.1.0-18-amd64', os: 'Debian 12', cgroup: 2 } },
  ])
})

test('an image without a date of creation', async () => {
  const { assets } = await scanWith(basic, buildImage({ created: null }))
  expect(assets[0]?.detail).toMatchObject({ created_time: 0 })
  expect(assets[0]?.detail['created']).toBeUndefined()
})

test('a container: its root process, how it is confined, and what could not be had', async () => {
  const { assets } = await scanWith(basic, CONTAINER)
  expect(assets[0]).toMatchObject({
    type: 'BasicContainer',
    detail: {
      name: 'web',
      state: 'running',
      privileged: true,
      imageID: IMAGE.id,
      process: { args: ['/app'], uid: 33 },
      security: { privileged: true, namespaces: { network: 'host' } },
      missing: [{ what: 'mounts', reason: 'permission denied' }],
    },
  })
})
