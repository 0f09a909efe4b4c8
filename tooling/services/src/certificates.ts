import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { requireTool } from './require-tool.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** Paths of PEM files. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** A certificate authority of its own, and what it has signed. */
export interface Certificates extends Disposable {
  readonly folder: string
  /** Path of the authority's certificate. */
  readonly ca: string
  /** For `localhost`, `127.0.0.1` and `::1`. */
  readonly server: KeyPair
  readonly client: KeyPair
  /** For `localhost` too, and ended a day ago. */
  readonly expired: KeyPair
}

/** Makes a certificate authority, a server's and a client's certificate, by openssl. */
export async function createCertificates(): Promise<Certificates> {
  const openssl = await requireTool('openssl')
  const folder = temporaryFolder('certificates')
  const file = (name: string): string => join(folder, name)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const ca = file('ca.pem')
  await run(openssl, [
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('ca.key'),
    '-out',
    ca,
    '-days',
    '30',
    '-subj',
    '/CN=VeinMind test CA',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ])
  writeFileSync(file('ca.srl'), '01\n')
  const sign = async (name: string, usage: string, days: string): Promise<KeyPair> => {
    const pair = { cert: file(`${name}.pem`), key: file(`${name}.key`) }
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
    writeFileSync(file(`${name}.ext`), `${names}\nextendedKeyUsage=${usage}\nbasicConstraints=CA:FALSE\n`)
    await run(openssl, ['req', ...newKey, '-keyout', pair.key, '-out', file(`${name}.csr`), '-subj', `/CN=${name}`])
    await run(openssl, [
      'x509',
      '-req',
      '-in',
      file(`${name}.csr`),
      '-CA',
      ca,
      '-CAkey',
      file('ca.key'),
      '-CAserial',
      file('ca.srl'),
      '-out',
      pair.cert,
      '-days',
      days,
      '-extfile',
      file(`${name}.ext`),
    ])
    return pair
  }
  const server = await sign('server', 'serverAuth', '30')
  const client = await sign('client', 'clientAuth', '30')
  const expired = await sign('expired', 'serverAuth', '-1')
  return { folder, ca, server, client, expired, [Symbol.dispose]: () => removeTemporary(folder) }
}
