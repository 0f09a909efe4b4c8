import { readFile } from 'node:fs/promises'
import { VeinmindError } from '@veinmind/sdk'
import { secureOptions } from '@veinmind/sdk/trust'
import { EnvHttpProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'

/** How connections are made. */
export interface AgentOptions {
  /** Certificates to trust besides the system's, a PEM file. */
  readonly caFile?: string
  /** Takes any certificate. */
  readonly insecureSkipVerify?: boolean
  /** Names the proxy: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case. By default that of the process. */
  readonly environment?: NodeJS.ProcessEnv
}

/** Makes connections, through a proxy where the environment names one. Throws `GIT_CA_FILE`. */
export async function createAgent({ caFile, insecureSkipVerify, environment = process.env }: AgentOptions): Promise<Dispatcher> {
  const trusted = trust(caFile === undefined ? undefined : { path: caFile, text: await readCertificates(caFile) }, environment)
  const connect = { ...trusted, ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}) }
  // A client of a CGI program can set HTTP_PROXY there (CVE-2016-5385).
  const httpProxy = environment['http_proxy'] ?? (environment['REQUEST_METHOD'] ? '' : environment['HTTP_PROXY']) ?? ''
  const httpsProxy = environment['https_proxy'] ?? environment['HTTPS_PROXY'] ?? ''
  const noProxy = environment['no_proxy'] ?? environment['NO_PROXY'] ?? ''
  try {
    return new EnvHttpProxyAgent({ connect, requestTls: connect, proxyTls: trusted, httpProxy, httpsProxy, noProxy })
  } catch (error) {
    // The address may hold a password.
    throw new VeinmindError('GIT_UNREACHABLE', 'the address of the proxy in HTTP_PROXY or HTTPS_PROXY cannot be used', { cause: error })
  }
}

function trust(own: { readonly path: string; readonly text: string } | undefined, environment: NodeJS.ProcessEnv): ReturnType<typeof secureOptions> {
  try {
    return secureOptions({ extra: own === undefined ? [] : [own.text], environment })
  } catch (error) {
    throw new VeinmindError('GIT_CA_FILE', `${own?.path ?? ''} holds a certificate that cannot be read`, { cause: error })
  }
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new VeinmindError('GIT_CA_FILE', `cannot read the certificates of ${path}`, { cause: error })
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new VeinmindError('GIT_CA_FILE', `${path} holds no certificate in PEM`)
  return text
}
