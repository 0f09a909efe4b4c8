import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, getCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { VeinmindError } from '@veinmind/sdk'
import { missingCertificates, secureOptions, systemCertificates } from './index.ts'

let folder: string
let pem: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sdk-trust-'))
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ]
  execFileSync('openssl', [...args, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], {
    stdio: 'ignore',
  })
  pem = await readFile(join(folder, 'cert.pem'), 'utf8')
  await mkdir(join(folder, 'certs'))
  await mkdir(join(folder, 'none'))
  await writeFile(join(folder, 'certs', 'company.crt'), `Company authority\r\n${pem.replaceAll('\n', '\r\n')}`)
  await writeFile(join(folder, 'certs', 'broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  await writeFile(join(folder, 'known.pem'), getCACertificates('bundled').join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

const environment = (file: string, dir: string) => ({
  SSL_CERT_FILE: join(folder, file),
  SSL_CERT_DIR: join(folder, dir),
})

test('certificates of SSL_CERT_FILE and SSL_CERT_DIR that Node does not know, once each, and none that is broken', () => {
  expect(systemCertificates(environment('known.pem', 'none'))).toEqual([])
  expect(systemCertificates(environment('missing.pem', 'missing'))).toEqual([])
  expect(systemCertificates(environment('cert.pem', 'none'))).toEqual([pem])
  expect(systemCertificates(environment('known.pem', 'certs'))).toEqual([pem])
  expect(
    systemCertificates({
      ...environment('cert.pem', 'certs'),
      SSL_CERT_DIR: `${join(folder, 'none')}:${join(folder, 'certs')}`,
    }),
  ).toEqual([pem])
})

test('what a variable names and nobody can read is told', () => {
  expect(missingCertificates({})).toEqual([])
  expect(missingCertificates(environment('cert.pem', 'certs'))).toEqual([])
  const missing = environment('missing.pem', 'missing')
  expect(missingCertificates(missing)).toEqual([
    { variable: 'SSL_CERT_FILE', path: missing.SSL_CERT_FILE, reason: 'there is no such file' },
    { variable: 'SSL_CERT_DIR', path: missing.SSL_CERT_DIR, reason: 'there is no such folder' },
  ])
  const reasonOf = (file: string) => missingCertificates({ SSL_CERT_FILE: join(folder, file) })[0]?.reason
  expect(reasonOf('certs')).toBe('it is not a file')
  expect(reasonOf('key.pem')).toBe('there is no certificate in it')
  expect(reasonOf('certs/broken.pem')).toBe('there is no certificate in it')
})

test('a server whose authority the system knows is trusted, others are not, and no message names a flag of Node', async () => {
  const server = createServer({ key: await readFile(join(folder, 'key.pem')), cert: pem }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const shake = (options: ReturnType<typeof secureOptions>) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...options }, () => resolve('trusted'))
      socket.once('error', (error) => resolve(new VeinmindError('X', error.message).message))
      socket.once('close', () => {})
    })
  expect(await shake(secureOptions({ environment: environment('cert.pem', 'none') }))).toBe('trusted')
  expect(await shake(secureOptions({ environment: environment('known.pem', 'none'), extra: [pem] }))).toBe('trusted')
  expect(await shake(secureOptions({ environment: environment('known.pem', 'none') }))).toBe('self-signed certificate')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
