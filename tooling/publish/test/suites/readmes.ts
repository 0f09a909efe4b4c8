import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCertificates, run, startDockerd, startKubeApiserver } from '@veinmind/services'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHttpBackend } from '../../../../packages/target-git/test/http-backend.ts'
import { openWorkspace } from '../../../checks/workspace.ts'
import { ROOT } from '../../src/pnpm.ts'
import { makeRepository } from '../git-repository.ts'
import { examplesOf, programOf } from '../readme-scripts.ts'
import { readmeUses } from '../readme-uses.ts'
import type { Surroundings } from '../readme-uses.ts'
import type { Setting } from '../setting.ts'
import { SAMPLES, WEBSHELL } from '../webshell.ts'

const LABELS = { app: 'web' }
const POD = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'web', image: 'harbor.local/web:1' }] } }
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 2, selector: { matchLabels: LABELS }, template: POD },
}

const published = openWorkspace(ROOT).packages.flatMap(({ published: isPublished, manifest: { name = '' } }) => {
  return isPublished && name !== '@veinmind/runner' ? [name.replace('@veinmind/', '')] : []
})

/** The examples of every README, as a reader copies them into a folder with the published packages. */
export function readmes(setting: () => Setting): void {
  let folder = ''
  let surroundings: Surroundings
  const running = new AsyncDisposableStack()
  let environment: Readonly<Record<string, string>> = {}
  afterAll(() => running.disposeAsync())
  beforeAll(async () => {
    const { registry, archive, asUser } = setting()
    folder = setting().folder('readmes', {
      'package.json': '{"private":true,"type":"module"}',
      'rules.yaml': 'rules: []\n',
      'manifests/deployment.json': JSON.stringify(DEPLOYMENT, undefined, 2),
      'work/deploy/Dockerfile': 'FROM a:1\n',
      'src/index.ts': WEBSHELL,
      'README.md': '### WS-001\n',
    })
    copyFileSync(archive, join(folder, 'app.tar'))
    copyFileSync(join(ROOT, 'packages/host/examples/python/world-writable.py'), join(folder, 'world-writable.py'))
    writeFileSync(
      join(folder, 'latest.tar'),
      dockerArchive(buildImage(layer({ a: 'x' }), { references: ['app:latest'] })),
    )
    await makeRepository(folder)
    const certificates = running.use(await createCertificates())
    const use = <T extends AsyncDisposable>(service: T): T => running.use(service)
    const [dockerd, kube, server] = await Promise.all([
      startDockerd().then(use),
      startKubeApiserver().then(use),
      startHttpBackend({ root: folder, tls: certificates.server, login: 'oauth2:good' }).then(use),
      asUser('pnpm', ['add', ...published.map((name) => `@veinmind/${name}`), 'yargs', 'vitest'], {
        cwd: folder,
        allow: [0, 1],
      }),
    ])
    await dockerd.docker(['load', '-i', archive])
    await dockerd.docker(['create', '--name', 'web', '--network', 'none', 'app:1.0', '/x'])
    await kube.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } })
    await kube.send('POST', '/apis/apps/v1/namespaces/shop/deployments', DEPLOYMENT)
    environment = { NODE_EXTRA_CA_CERTS: certificates.ca }
    surroundings = {
      registry: registry.host,
      docker: dockerd.address,
      kubeconfig: kube.kubeconfig('admin'),
      git: `${server.url}/repo.git`,
    }
  })

  const examplesIn = (name: string): string[] =>
    examplesOf(readFileSync(join(folder, 'node_modules/@veinmind', name, 'README.md'), 'utf8'))

  test.each(published.filter((name) => name !== 'plugin-testing'))('%s', async (name) => {
    const examples = examplesIn(name)
    const uses = readmeUses(surroundings)[name] ?? []
    expect(uses).toHaveLength(examples.length)
    for (const [at, { prints, ...completion }] of uses.entries()) {
      const program = `${name}-${at}.ts`
      writeFileSync(join(folder, program), programOf(examples[at] ?? '', completion))
      expect((await setting().asUser('node', [program], { cwd: folder, env: environment })).stdout).toMatch(prints)
    }
  })

  test('target-git and target-k8s has at most ten lines', () => {
    const examples = ['target-git', 'target-k8s'].flatMap(examplesIn)
    expect(Math.max(...examples.map((example) => example.trim().split('\n').length))).toBeLessThanOrEqual(10)
  })

  test('plugin-testing', async () => {
    const examples = examplesIn('plugin-testing').map((example, at) =>
      programOf(example, at === 0 ? {} : { before: SAMPLES }),
    )
    for (const [at, program] of examples.entries()) writeFileSync(join(folder, `src/${at}.test.ts`), program)
    const { stdout } = await setting().asUser('pnpm', ['exec', 'vitest', 'run', '--globals'], { cwd: folder })
    expect(stdout).toMatch(/Test Files .*3 passed/)
  })

  test('pnpm asks about the scripts of ssh2 alone, which does without what they build', async () => {
    await setting().asUser('pnpm', ['approve-builds', '!ssh2', '!cpu-features'], { cwd: folder })
    expect((await setting().asUser('pnpm', ['install'], { cwd: folder })).code).toBe(0)
  })

  test('target-registry brings no other package of ours than three', async () => {
    const alone = setting().folder('registry-alone')
    await setting().asUser('pnpm', ['add', '@veinmind/target-registry'], { cwd: alone })
    const { stdout } = await run('ls', ['node_modules/.pnpm'], { cwd: alone })
    const ours = [...stdout.matchAll(/@veinmind\+([a-z-]+)@/g)].map(([, name]) => name)
    expect(new Set(ours)).toEqual(new Set(['image', 'internal', 'sdk', 'target-registry']))
  })
}
