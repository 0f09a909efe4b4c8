import { expect, test } from 'vitest'
import { buildCluster, buildContainer, buildIacFile, buildImage, inspectedFile, layer } from './index.ts'

test('a container has what was given, and the least otherwise', () => {
  const container = buildContainer({ name: 'web', env: ['A=1'] })
  expect(container).toMatchObject({ kind: 'container', name: 'web', env: ['A=1'], state: 'exited', mounts: [] })
  expect(container.id).toMatch(/^[0-9a-f]{64}$/)
})

test('its writable layer is what `layer` makes, above the layers of its image', async () => {
  const image = buildImage(layer({ a: 'x' }), layer({ b: 'x' }))
  const { changes } = buildContainer({ image, changes: layer({ 'tmp/new': 'x' }) })
  expect(changes?.index).toBe(2)
  const paths: string[] = []
  for await (const { path } of changes?.entries() ?? []) paths.push(path)
  expect(paths).toEqual(['/tmp/new'])
  expect(buildContainer().changes).toBeUndefined()
})

test('a file of infrastructure as code', () => {
  expect(buildIacFile('Dockerfile', 'FROM a\n', 'dockerfile')).toMatchObject({
    kind: 'iac',
    path: 'Dockerfile',
    type: 'dockerfile',
  })
})

test('a cluster gives its objects by kind', async () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } }
  const source = { path: 'a.yaml', line: 3 }
  const cluster = buildCluster([pod, { object: { kind: 'Service' }, source }], { version: 'v1.36.3' })
  expect(await Array.fromAsync(cluster.objects('Pod'))).toMatchObject([
    { name: 'web', namespace: 'default', object: pod },
  ])
  expect(await Array.fromAsync(cluster.objects())).toMatchObject([
    { kind: 'Pod' },
    { kind: 'Service', name: '', source },
  ])
})

test('a file as an inspector gets it, by whatever want', async () => {
  const reasons: string[] = []
  const file = inspectedFile('/etc/passwd', 'root', { entry: { uid: 7 }, incomplete: (reason) => reasons.push(reason) })
  file.incomplete('cut off')
  expect(reasons).toEqual(['cut off'])
  expect(file).toMatchObject({ entry: { path: '/etc/passwd', size: 4, uid: 7 }, bytes: Buffer.from('root') })
  expect(Buffer.concat(await Array.fromAsync(file.chunks())).toString()).toBe('root')
  expect(Buffer.from(await file.random().read(1, 9)).toString()).toBe('oot')
})
