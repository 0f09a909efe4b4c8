import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { findHost } from '../../shared/host.ts'
import type { Host } from '../../shared/host.ts'
import { asText } from '../../shared/json.ts'

/** Where the API of a container engine answers. */
export interface Endpoint {
  /** As people write it: `unix:///var/run/docker.sock`, `tcp://10.0.0.2:2376`, `ssh://root@host`. */
  readonly address: string
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly skipVerify?: boolean }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where docker is looked for. */
export interface EndpointOptions {
  readonly host?: Host
  readonly environment?: Environment
}

const DEFAULT_SOCKET = '/var/run/docker.sock'

/**
 * Where the docker command would go: `given`, DOCKER_HOST (with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH), the context of
 * DOCKER_CONTEXT or of `config.json`, the default socket. Throws `LOCAL_DOCKER_CONTEXT`.
 */
export async function findDockerEndpoint(
  given: string | undefined,
  { host = findHost(), environment = process.env }: EndpointOptions = {},
): Promise<Endpoint> {
  const folder = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker')
  const address = given ?? nonEmpty(environment['DOCKER_HOST'])
  if (address !== undefined) return { address, ...(await environmentTls(address, folder, environment)) }
  const context = nonEmpty(environment['DOCKER_CONTEXT']) ?? (await currentContext(folder))
  return context === undefined || context === 'default'
    ? { address: `unix://${host.path(DEFAULT_SOCKET)}` }
    : readContext(folder, context)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}

async function environmentTls(
  address: string,
  folder: string,
  environment: Environment,
): Promise<Pick<Endpoint, 'tls'>> {
  const verify = nonEmpty(environment['DOCKER_TLS_VERIFY']) ?? nonEmpty(environment['DOCKER_TLS'])
  if (!address.startsWith('tcp://') || verify === undefined) return {}
  const files = await readCertificates(nonEmpty(environment['DOCKER_CERT_PATH']) ?? folder)
  return { tls: { ...files, skipVerify: nonEmpty(environment['DOCKER_TLS_VERIFY']) === undefined } }
}

async function currentContext(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return nonEmpty(asText(asObject(JSON.parse(text))['currentContext']))
  } catch {
    return undefined
  }
}

/** A context's folder is named by the hash of its name (docker/cli, cli/context/store). */
async function readContext(folder: string, name: string): Promise<Endpoint> {
  const id = createHash('sha256').update(name).digest('hex')
  try {
    const meta = asObject(JSON.parse(await readFile(join(folder, 'contexts/meta', id, 'meta.json'), 'utf8')))
    const docker = asObject(asObject(meta['Endpoints'])['docker'])
    const address = nonEmpty(asText(docker['Host'])) ?? `unix://${DEFAULT_SOCKET}`
    if (!address.startsWith('tcp://')) return { address }
    const files = await readCertificates(join(folder, 'contexts/tls', id, 'docker'))
    const skipVerify = docker['SkipTLSVerify'] === true
    return Object.keys(files).length === 0 && !skipVerify ? { address } : { address, tls: { ...files, skipVerify } }
  } catch (error) {
    throw new VeinmindError('LOCAL_DOCKER_CONTEXT', `the docker context ${JSON.stringify(name)} cannot be read`, {
      hint: 'see `docker context ls`, or name the engine by DOCKER_HOST',
      cause: error,
    })
  }
}

async function readCertificates(folder: string): Promise<{ ca?: string; cert?: string; key?: string }> {
  const files: { ca?: string; cert?: string; key?: string } = {}
  for (const name of ['ca', 'cert', 'key'] as const) {
    const text = await readFile(join(folder, `${name}.pem`), 'utf8').catch(() => undefined)
    if (text !== undefined) files[name] = text
  }
  return files
}
