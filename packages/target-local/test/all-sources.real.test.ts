import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayerCache } from '@veinmind/engine'
import type { Report } from '@veinmind/report'
import {
  removeTemporary,
  startContainerd,
  startDockerd,
  startDockerd29,
  startDockerRegistry,
  startPodman,
  requireTool,
  run,
  temporaryFolder,
} from '@veinmind/services'
import { registryTarget } from '@veinmind/target-registry'
import { dockerArchive, ociArchive, writeOciLayout } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { imageTarget } from '../src/index.ts'
import { essence, layerSources, riskyImage, scanTarget, temporaryCache } from './support.ts'

test('the same image from every source: the same findings, the same coverage, read once', async () => {
  const folder = temporaryFolder('all-sources')
  const image = riskyImage('registry.local/team/app:1.4')
  const paths = { docker: join(folder, 'docker.tar'), oci: join(folder, 'oci.tar'), layout: join(folder, 'layout') }
  writeFileSync(paths.docker, dockerArchive(image))
  writeFileSync(paths.oci, ociArchive(image))
  await writeOciLayout(paths.layout, image)
  await using classic = await startDockerd()
  await using modern = await startDockerd29()
  await using containerd = await startContainerd()
  await using podman = await startPodman()
  await using registry = await startDockerRegistry()
  await classic.docker(['load', '-i', paths.docker])
  await modern.docker(['load', '-i', paths.oci])
  await containerd.ctr(['--namespace', 'k8s.io', 'images', 'import', '--no-unpack', paths.oci])
  await podman.podman(['load', '-i', paths.docker])
  await run(await requireTool('skopeo'), [
    'copy',
    '--insecure-policy',
    '--dest-tls-verify=false',
    `oci-archive:${paths.oci}`,
    `docker://${registry.host}/team/app:1.4`,
  ])

  using store = await temporaryCache()
  const local =
    (word: string, options: Record<string, unknown> = {}) =>
    async (cache?: LayerCache): Promise<Report> =>
      scanTarget(imageTarget, [word], options, cache)
  const scans: Readonly<Record<string, (cache?: LayerCache) => Promise<Report>>> = {
    registry: async (cache) => scanTarget(registryTarget, [`${registry.host}/team/app:1.4`], {}, cache),
    'docker archive': local(paths.docker),
    'OCI archive': local(paths.oci),
    'OCI layout': local(paths.layout),
    'docker 20.10': local('docker:registry.local/team/app', { 'docker-host': classic.address }),
    'docker 29': local('docker:registry.local/team/app', { 'docker-host': modern.address }),
    containerd: local('containerd:k8s.io/app', { 'containerd-socket': containerd.socket }),
    podman: local('podman:app', { 'podman-host': podman.address }),
    'containers-storage': local('podman:app', { 'storage-root': podman.storage }),
  }
  const expected = essence(await scans['registry']!())
  expect((expected as { findings: readonly unknown[] }).findings.length).toBeGreaterThan(4)
  const places: Readonly<Record<string, string>> = {
    registry: 'registry (',
    'docker archive': `archive (${paths.docker})`,
    'docker 20.10': `docker (${classic.address}), read from its folders`,
    containerd: `containerd (${containerd.socket}), namespace k8s.io`,
    'containers-storage': `containers-storage (${podman.storage})`,
  }
  for (const [name, place] of Object.entries(places)) expect((await scans[name]!()).targets[0]?.source).toContain(place)
  // Compressed layers have digests of their own; what holds a layer as a plain tar has it under the diff id.
  const read: Record<string, number> = {}
  for (const [name, scan] of Object.entries(scans)) {
    expect({ name, ...(essence(await scan()) as object) }).toEqual({ name, ...(expected as object) })
    read[name] = layerSources(await scan(store.cache)).filter((source) => source === 'read').length
  }
  expect(read).toMatchObject({
    registry: 3,
    'docker 20.10': 0,
    'docker 29': 0,
    containerd: 0,
    podman: 0,
    'containers-storage': 0,
    'OCI layout': 0,
  })
  removeTemporary(folder)
})
