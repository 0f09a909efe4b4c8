import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Container } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { removeTemporary, run, startPodman, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { containerTarget, imageTarget } from '../src/index.ts'
import { closeAll, discover, runnableImage, scanTarget, SECRET } from './support.ts'

// CRI-O is in no distribution that this is tried on. The storage, its layers and the processes are podman's; who made the
// containers is written as CRI-O does it: metadata (internal/storage/runtime.go), state.json and annotations (pkg/annotations).

interface StoredRecord {
  readonly id: string
  names: string[]
  metadata: string
}

test('containers and images of CRI-O, by its own name, also where the root of the host is elsewhere', async () => {
  await using podman = await startPodman()
  const archive = join(temporaryFolder('archive'), 'run.tar')
  writeFileSync(archive, dockerArchive(await runnableImage('registry.local/busy:1')))
  await podman.podman(['load', '-i', archive])
  const limits = ['--network', 'host', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']
  const command = [
    'registry.local/busy:1',
    '/bin/sh',
    '-c',
    `echo "aws_access_key_id = ${SECRET}" > /credentials.txt; exec sleep 1000`,
  ]
  for (const name of ['pod', 'web', 'other']) await podman.podman(['run', '-d', '--name', name, ...limits, ...command])
  const pid = Number((await podman.podman(['inspect', '-f', '{{.State.Pid}}', 'web'])).stdout)

  const list = join(podman.storage, 'overlay-containers/containers.json')
  const records = JSON.parse(readFileSync(list, 'utf8')) as StoredRecord[]
  const written = structuredClone(records)
  const [pod, web] = ['pod', 'web'].map((name) => written.find(({ names }) => names.includes(name))!) as [
    StoredRecord,
    StoredRecord,
  ]
  const metadata = (more: object): string =>
    JSON.stringify({
      'pod-name': 'k8s_shop_default_1_0',
      'pod-id': pod.id,
      'image-name': 'registry.local/busy:1',
      'created-at': 1,
      ...more,
    })
  pod.names = ['k8s_POD_shop_default_1_0']
  pod.metadata = metadata({
    name: 'k8s_POD_shop_default_1_0',
    'metadata-name': 'shop',
    uid: '1',
    namespace: 'default',
    pod: true,
  })
  web.names = ['k8s_web_shop_default_1_0']
  web.metadata = metadata({ name: 'k8s_web_shop_default_1_0', 'metadata-name': 'web', privileged: true })
  const annotate = (id: string, annotations: object): void => {
    const path = join(podman.storage, 'overlay-containers', id, 'userdata/config.json')
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), annotations }))
  }
  annotate(pod.id, {
    'io.kubernetes.cri-o.PortMappings': '[{"HostPort":8080,"ContainerPort":80,"Protocol":"TCP","HostIP":""}]',
  })
  annotate(web.id, { 'io.kubernetes.cri-o.LogPath': '/var/log/pods/default_shop_1/web/0.log' })
  writeFileSync(
    join(podman.storage, 'overlay-containers', web.id, 'userdata/state.json'),
    JSON.stringify({ id: web.id, status: 'running', pid }),
  )
  writeFileSync(list, JSON.stringify(written))
  try {
    const options = { 'storage-root': podman.storage }
    const found = await discover(containerTarget, ['web'], { ...options, from: 'crio' })
    expect(found.map(asContainer)).toMatchObject([
      {
        name: 'web',
        runtime: 'cri-o',
        state: 'running',
        imageReference: 'registry.local/busy:1',
        ports: ['0.0.0.0:8080->80/tcp'],
        logPath: '/var/log/pods/default_shop_1/web/0.log',
        security: { privileged: true },
        processes: [{ pid: 1, args: ['sleep', '1000'] }],
        missing: [],
      },
    ])
    await closeAll(found)
    // Podman's own are podman's, and nothing is there twice.
    const names = async (words: readonly string[], more: object): Promise<readonly string[]> =>
      (await discover(containerTarget, words, { ...options, ...more })).map((each) => asContainer(each).name).toSorted()
    expect(await names(['crio:*'], {})).toEqual(['k8s_POD_shop_default_1_0', 'web'])
    expect(await names([], { from: 'podman' })).toEqual(['other'])
    const report = await scanTarget(containerTarget, ['cri-o:web'], options)
    expect(report.errors).toEqual([])
    expect(report.findings.flatMap(({ locations }) => locations.map(({ path }) => path))).toContain('/credentials.txt')

    const expected = await scanTarget(imageTarget, [archive])
    const images = await scanTarget(imageTarget, ['crio:registry.local/busy:1'], options)
    expect(images.findings.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(
      expected.findings.map(({ fingerprint }) => fingerprint).toSorted(),
    )

    // With the host's root elsewhere, the storage is where the host has it: links are those of the host.
    const root = temporaryFolder('root')
    for (const folder of ['var/lib/containers', 'data', 'proc']) mkdirSync(join(root, folder), { recursive: true })
    symlinkSync('/data', join(root, 'var/lib/containers/storage'))
    await run('mount', ['--bind', podman.storage, join(root, 'data')])
    try {
      const inside = await discover(imageTarget, ['crio:busy'], { 'host-root': root })
      expect(inside).toMatchObject([{ source: `containers-storage (${root}/data)` }])
      const [hidden] = await discover(containerTarget, ['crio:web'], { 'host-root': root })
      expect(asContainer(hidden!)).toMatchObject({
        state: 'exited',
        missing: [{ what: 'whether it runs', hint: 'in a container: --pid host' }],
      })
      await closeAll([...inside, hidden!])
    } finally {
      await run('umount', [join(root, 'data')])
      removeTemporary(root)
    }
  } finally {
    writeFileSync(list, JSON.stringify(records))
  }
  removeTemporary(dirname(archive))
})

function asContainer(found: Discovered): Container {
  if ('entity' in found && found.entity.kind === 'container') return found.entity
  throw new Error(`no container: ${JSON.stringify(found)}`)
}
