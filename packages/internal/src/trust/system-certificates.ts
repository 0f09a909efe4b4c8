import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { delimiter, join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { mib } from '@veinmind/sdk'

/** Where systems keep one file of all certificates: Debian, Arch; Fedora, RHEL; openSUSE; RHEL; Alpine, BSDs. The first that is there counts. */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]
/** Folders of a file for each certificate. */
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs']
const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g
const MAX_FILE = mib(8)
const MAX_FILES = 2000

const known = new Map<string, readonly string[]>()

/**
 * Certificates of authorities, in PEM, that the system trusts and Node's own list has not: those of the system's files,
 * or of `SSL_CERT_FILE` and `SSL_CERT_DIR` in their place. (Node reads `NODE_EXTRA_CA_CERTS` itself.) What is no certificate is left out.
 */
export function systemCertificates(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { SSL_CERT_FILE, SSL_CERT_DIR } = environment
  const key = `${SSL_CERT_FILE}\0${SSL_CERT_DIR}`
  const found = known.get(key) ?? readAll(SSL_CERT_FILE, SSL_CERT_DIR)
  known.set(key, found)
  return found
}

/** Which variables name certificates that cannot be had, so that nothing of theirs is trusted: each, what it names, and why. */
export function missingCertificates(
  environment: NodeJS.ProcessEnv = process.env,
): readonly { readonly variable: string; readonly path: string; readonly reason: string }[] {
  const { SSL_CERT_FILE, SSL_CERT_DIR } = environment
  const named = [
    ...(SSL_CERT_FILE ? [{ variable: 'SSL_CERT_FILE', path: SSL_CERT_FILE }] : []),
    ...(SSL_CERT_DIR ?? '')
      .split(delimiter)
      .flatMap((path) => (path === '' ? [] : [{ variable: 'SSL_CERT_DIR', path }])),
  ]
  return named.flatMap(({ variable, path }) => {
    const reason = variable === 'SSL_CERT_FILE' ? whyNoFile(path) : whyNoFolder(path)
    return reason === undefined ? [] : [{ variable, path, reason }]
  })
}

function whyNoFile(path: string): string | undefined {
  const stats = statOf(path)
  if (!stats) return 'there is no such file'
  if (!stats.isFile()) return 'it is not a file'
  if (stats.size > MAX_FILE) return `it is larger than ${MAX_FILE / mib(1)} MiB`
  return bodiesOf(read(path)).some(isCertificate) ? undefined : 'there is no certificate in it'
}

function whyNoFolder(path: string): string | undefined {
  const stats = statOf(path)
  return stats?.isDirectory() ? undefined : 'there is no such folder'
}

const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function readAll(file: string | undefined, folders: string | undefined): readonly string[] {
  const own = new Set(getCACertificates('default').flatMap(bodiesOf))
  const bodies = new Set(
    textsOf(file, folders)
      .flatMap(bodiesOf)
      .filter((body) => !own.has(body)),
  )
  return [...bodies].filter(isCertificate).map(pemOf)
}

function textsOf(file: string | undefined, folders: string | undefined): readonly string[] {
  // Keychain and certificate store are known to Node alone.
  const isFiles = process.platform !== 'win32' && process.platform !== 'darwin'
  const stored = isFiles ? [] : getCACertificates('system')
  const files = file ? [read(file)] : isFiles ? [FILES.map(read).find((text) => text !== '') ?? ''] : []
  const named = folders ? folders.split(delimiter) : isFiles ? FOLDERS : []
  return [...stored, ...files, ...named.flatMap(readFolder)]
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .slice(0, MAX_FILES)
      .map((name) => read(join(folder, name)))
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    const stats = statSync(path)
    return stats.isFile() && stats.size <= MAX_FILE ? readFileSync(path, 'latin1') : ''
  } catch {
    return ''
  }
}

const bodiesOf = (text: string): readonly string[] =>
  [...text.matchAll(PEM)].map(([, body = '']) => body.replaceAll(/\s/g, ''))

/** What OpenSSL puts behind a certificate that it calls TRUSTED is not part of one, and does not parse. */
function isCertificate(body: string): boolean {
  try {
    return new X509Certificate(Buffer.from(body, 'base64')).raw.length > 0
  } catch {
    return false
  }
}

const pemOf = (body: string): string =>
  `-----BEGIN CERTIFICATE-----\n${body.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
