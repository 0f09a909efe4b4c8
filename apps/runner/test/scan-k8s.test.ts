import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'veinmind-k8s-'))
})
afterAll(() => rm(cwd, { recursive: true }))

async function scan(...args: string[]) {
  const run = await runVeinmind(['scan', 'k8s', ...args, '--no-cache', '-f', 'json', '-o', '-'], { cwd })
  const report = JSON.parse(run.stdout) as Report
  const privileged = report.findings.filter(({ rule }) => /rivileged/.test(JSON.stringify(rule.title))).length
  return { code: run.code, report, privileged }
}

const pod = (name: string) => ({
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: '127.0.0.1:9/web:1', securityContext: { privileged: true } }] },
})

test('a list that breaks on its way leaves what was seen, and says what is missing', async () => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const reply = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body))
    if (url.pathname === '/version') return reply(200, { gitVersion: 'v1.36.3' })
    if (!url.pathname.endsWith('/pods')) return reply(404, {})
    return url.searchParams.has('continue')
      ? reply(418, { message: 'no more' })
      : reply(200, { metadata: { continue: 'x' }, items: [pod('a')] })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const cluster = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    await writeFile(
      join(cwd, 'config'),
      JSON.stringify({
        'current-context': 'c',
        clusters: [{ name: 'c', cluster }],
        contexts: [{ name: 'c', context: { cluster: 'c' } }],
      }),
    )
    const { code, report, privileged } = await scan('--kubeconfig', 'config')
    expect([code, report.targets[0]?.outcome]).toEqual([3, 'partial'])
    expect(privileged).toBeGreaterThan(0)
    expect(report.targets[0]?.reason).toContain('K8S_LIST_FAILED: listing pods was answered with 418: no more')
    const images = await scan('--kubeconfig', 'config', '--images')
    expect(images.report.errors.map(({ code: error }) => error)).toEqual(['REGISTRY_UNREACHABLE', 'K8S_LIST_FAILED'])
  } finally {
    server.close()
  }
})

test('a folder with a broken manifest: the rest of it is scanned, and the place of the fault is said', async () => {
  await mkdir(join(cwd, 'manifests/templates'), { recursive: true })
  const good = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod('good') })
  await writeFile(
    join(cwd, 'manifests/all.yaml'),
    `apiVersion: v1\nkind: Service\nmetadata: {name: s\nspec: {}\n---\n${good}\n`,
  )
  await writeFile(
    join(cwd, 'manifests/templates/x.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata:\n  {{- include "x" . }}\n',
  )
  const { code, report, privileged } = await scan('./manifests')
  expect([code, privileged > 0]).toEqual([3, true])
  expect(report.errors.map(({ code: error }) => error)).toContain('K8S_MANIFEST_INVALID')
  expect(report.errors[0]?.message).toMatch(/^all\.yaml:\d:\d+: /)
  expect(report.skipped).toEqual([
    { target: 'templates/x.yaml', reason: 'a template, which is no manifest before it is rendered' },
  ])
  expect((await scan('./manifests/none.yaml')).code).toBe(4)
})

test('the images of a folder of manifests', async () => {
  await using registry = await startRegistry()
  registry.push('web', '1', buildImage(layer({ 'etc/hostname': 'web' })))
  await mkdir(join(cwd, 'images'))
  await writeFile(
    join(cwd, 'images/pod.json'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { imagePullSecrets: [{ name: 'x' }], containers: [{ name: 'c', image: `${registry.host}/web:1` }] },
    }),
  )
  const { report } = await scan('./images', '--images')
  expect(report.targets.filter(({ kind }) => kind === 'image').map(({ name, notes }) => [name, notes])).toEqual([
    [`${registry.host}/web:1`, ['used by default/Pod/p']],
  ])
})

test('an unknown context, kind or kubeconfig ends the scan with what to do', async () => {
  await writeFile(join(cwd, 'two'), JSON.stringify({ contexts: [{ name: 'staging', context: {} }] }))
  const said = async (...args: string[]) =>
    (await runVeinmind(['scan', 'k8s', ...args], { cwd, env: { KUBERNETES_SERVICE_HOST: '' } })).stdout
  expect(await said('--kubeconfig', 'two', '--context', 'stagin')).toContain('did you mean staging?')
  expect(await said('podz')).toContain('did you mean pods?')
  expect(await said()).toContain('K8S_CONFIG_INVALID')
})
