import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { startKubeApiserver } from '@veinmind/services'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const IMAGE = buildImage(layer({ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'etc/shadow': 'root::1::::::\n' }))

test('scan k8s --images: what the cluster runs, from a private registry, by the pull secret of the workload', async () => {
  await using kube = await startKubeApiserver()
  await using registry = await startRegistry({ auth: { type: 'basic', users: { robot: 'cluster-password' } } })
  registry.push('shop/web', '1', IMAGE)
  const auths = { [registry.host]: { username: 'robot', password: 'cluster-password' } }
  await kube.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } })
  await kube.send('POST', '/api/v1/namespaces/shop/secrets', {
    metadata: { name: 'pull' },
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': JSON.stringify({ auths, credsStore: 'never-run' }) },
  })
  for (const name of ['a', 'b']) {
    await kube.send('POST', '/api/v1/namespaces/shop/pods', {
      metadata: { name },
      spec: { imagePullSecrets: [{ name: 'pull' }], containers: [{ name: 'web', image: `${registry.host}/shop/web:1` }] },
    })
  }
  const cwd = await mkdtemp(join(tmpdir(), 'veinmind-k8s-'))
  try {
    const args = ['scan', 'k8s', '--kubeconfig', kube.kubeconfig('admin'), '-n', 'shop', '--images', '--no-cache', '-f', 'json', '-o', '-']
    const run = await runVeinmind(args, { cwd })
    const report = JSON.parse(run.stdout) as Report
    const images = report.targets.filter(({ kind }) => kind === 'image')
    expect(images.map(({ name, outcome, notes }) => [name, outcome, notes])).toEqual([
      [`${registry.host}/shop/web:1`, 'ok', ['used by shop/Pod/a', 'used by shop/Pod/b']],
    ])
    expect(report.findings.filter(({ type }) => type === 'Weakpass')).toHaveLength(1)
    expect(run.stdout + run.stderr).not.toContain('cluster-password')
  } finally {
    await rm(cwd, { recursive: true })
  }
})
