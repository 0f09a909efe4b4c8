import { readFile } from 'node:fs/promises'
import { keepOwnSecrets } from '@veinmind/sdk/target'
import { asText } from './clean-object.ts'
import { configError, pathOf } from './kubeconfig.ts'
import type { ChosenContext, KubeconfigEntry } from './kubeconfig.ts'

/** Certificates of a context, as PEM, and how the server's is looked at. */
export interface Tls {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
  readonly servername?: string
  readonly rejectUnauthorized?: false
}

/** Reads what the context says of TLS. What stands in the kubeconfig goes before files, as in kubectl. */
export async function readTls({ cluster, user }: ChosenContext): Promise<Tls> {
  const [ca, cert, key] = await Promise.all([
    readPem(cluster, 'certificate-authority'),
    readPem(user, 'client-certificate'),
    readPem(user, 'client-key'),
  ])
  keepOwnSecrets(key?.toString('latin1'))
  const servername = asText(cluster.value['tls-server-name'])
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    ...(cluster.value['insecure-skip-tls-verify'] === true && { rejectUnauthorized: false }),
  }
}

async function readPem(entry: KubeconfigEntry, name: string): Promise<Buffer | undefined> {
  const [data, file] = [asText(entry.value[`${name}-data`]), asText(entry.value[name])]
  if (data) return Buffer.from(data, 'base64')
  if (!file) return undefined
  return readFile(pathOf(entry, file)).catch((error: unknown) => {
    throw configError(`cannot read the ${name} ${pathOf(entry, file)}`, undefined, error)
  })
}
