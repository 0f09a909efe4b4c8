import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { SecureContext } from 'node:tls'
import { secureOptions } from '@veinmind/internal/trust'
import type { SecureMaterial } from '@veinmind/internal/trust'
import { registryError } from '../errors.ts'

/** What the user says about TLS. Certificates and keys are PEM texts. */
export interface TlsOptions {
  /** Certificates to trust besides the system's, for every host of the run. */
  readonly ca?: string
  /** Shown to the registry itself, never to a host that it leads to. */
  readonly clientCert?: string
  readonly clientKey?: string
  /** Takes any certificate of the registry's own host name. */
  readonly insecureSkipVerify?: boolean
  /** Folders in the manner of docker's `certs.d`; by default docker's and podman's, of the system and of the user. */
  readonly certsDirs?: readonly string[]
}

/** What node:tls is told for one origin. */
interface TlsMaterial {
  readonly secureContext?: SecureContext
  readonly rejectUnauthorized?: boolean
}

const CERTS_DIRS = [
  '/etc/docker/certs.d',
  '/etc/containers/certs.d',
  join(homedir(), '.config/docker/certs.d'),
  join(homedir(), '.config/containers/certs.d'),
]

/**
 * Certificates for `host` (with its port, as it is written): the options, then the files of `certs.d/<host>`: every
 * `*.crt` is trusted, a `*.cert` with its `*.key` is shown. Client certificates go to the registry alone.
 */
export async function tlsMaterial(
  host: string,
  options: TlsOptions,
  is: { readonly registry: boolean; readonly sameName: boolean },
): Promise<TlsMaterial> {
  const found = await certsOf(host, options.certsDirs ?? CERTS_DIRS)
  const extra = [...(options.ca === undefined ? [] : [options.ca]), ...found.ca]
  const cert = is.registry ? (options.clientCert ?? found.cert) : undefined
  const key = is.registry ? (options.clientKey ?? found.key) : undefined
  if ((cert === undefined) !== (key === undefined)) {
    throw registryError('REGISTRY_OPTION_INVALID', 'a client certificate and its key belong together', {
      hint: 'give both --client-cert and --client-key',
    })
  }
  return {
    ...trust(host, { extra, ...(cert !== undefined && key !== undefined && { cert, key }) }),
    ...(is.sameName && options.insecureSkipVerify && { rejectUnauthorized: false }),
  }
}

function trust(host: string, material: SecureMaterial): ReturnType<typeof secureOptions> {
  try {
    return secureOptions(material)
  } catch (cause) {
    throw registryError(
      'REGISTRY_TLS',
      `a certificate or a key for ${host} cannot be read: ${(cause as Error).message}`,
      {
        cause,
        hint: 'look at --ca-file, --client-cert, --client-key, and the files of certs.d',
      },
    )
  }
}

async function certsOf(
  host: string,
  folders: readonly string[],
): Promise<{ readonly ca: string[]; cert?: string; key?: string }> {
  const found: { readonly ca: string[]; cert?: string; key?: string } = { ca: [] }
  for (const folder of folders) {
    const own = join(folder, host)
    const names = await readdir(own).catch(() => [])
    for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
      if (name.endsWith('.crt')) found.ca.push(await readPem(join(own, name)))
      if (!name.endsWith('.cert') || found.cert !== undefined) continue
      found.cert = await readPem(join(own, name))
      found.key = await readPem(join(own, name.replace(/\.cert$/, '.key')))
    }
  }
  return found
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw registryError('REGISTRY_TLS', `${path} cannot be read`, {
      cause,
      hint: 'a *.cert of certs.d needs its *.key beside it',
    })
  }
}
