import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  createCertificates,
  launchChromium,
  removeTemporary,
  requireTool,
  run,
  startDistribution,
  startDockerRegistry,
  startVerdaccio,
  temporaryFolder,
} from './index.ts'

test('docker-registry, open and with basic authentication', async () => {
  await using open = await startDockerRegistry()
  expect((await fetch(`${open.url}/v2/`)).status).toBe(200)
  await using closed = await startDockerRegistry({ htpasswd: { ada: 'lovelace' } })
  expect((await fetch(`${closed.url}/v2/`)).status).toBe(401)
  const authorization = `Basic ${btoa('ada:lovelace')}`
  expect((await fetch(`${closed.url}/v2/`, { headers: { authorization } })).status).toBe(200)
})

test('docker-registry with mutual TLS', async () => {
  using certificates = await createCertificates()
  const { ca, server, client } = certificates
  await using registry = await startDockerRegistry({ tls: server, clientCa: ca })
  const ping = (pair?: { cert: string; key: string }): Promise<number | undefined> => {
    const files = pair === undefined ? {} : { cert: readFileSync(pair.cert), key: readFileSync(pair.key) }
    return new Promise((resolve, reject) => {
      const sent = request(`${registry.url}/v2/`, { ca: readFileSync(ca), ...files, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.once('error', reject)
      sent.end()
    })
  }
  await expect(ping()).rejects.toThrow(/certificate|ECONNRESET|socket hang up/)
  expect(await ping(client)).toBe(200)
})

test('distribution takes the tokens of our token server, from a real client', async () => {
  const oras = await requireTool('oras')
  await using registry = await startDistribution({ token: { users: { ada: 'lovelace' } } })
  expect((await fetch(`${registry.url}/v2/`)).headers.get('www-authenticate')).toContain(registry.tokens?.realm)
  const folder = temporaryFolder('oras')
  const push = (password: string): Promise<unknown> => {
    const args = [
      'push',
      '--plain-http',
      '-u',
      'ada',
      '-p',
      password,
      `${registry.host}/notes:1`,
      'config.yml:text/plain',
    ]
    return run(oras, [...args, '--registry-config', join(folder, 'auth.json')], { cwd: registry.folder })
  }
  await expect(push('wrong')).rejects.toThrow('401')
  await push('lovelace')
  removeTemporary(folder)
})

test('verdaccio takes a package and gives it back', async () => {
  await using registry = await startVerdaccio()
  const folder = temporaryFolder('package')
  const manifest = { name: '@veinmind/example', version: '1.2.3', license: 'MIT' }
  await run('sh', ['-c', 'printf %s "$MANIFEST" > package.json; printf %s "$NPMRC" > .npmrc; npm publish'], {
    cwd: folder,
    env: { MANIFEST: JSON.stringify(manifest), NPMRC: registry.npmrc },
  })
  const { stdout } = await run('npm', ['view', '@veinmind/example', 'version'], { cwd: folder })
  expect(stdout.trim()).toBe('1.2.3')
  removeTemporary(folder)
})

test('Chromium opens a page', async () => {
  await using browser = await launchChromium()
  const page = await browser.newPage()
  await page.setContent('<title>ready</title>')
  expect(await page.title()).toBe('ready')
})
