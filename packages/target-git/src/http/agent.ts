import { readFile } from 'node:fs/promises'
import { VeinmindError } from '@veinmind/sdk'
import { secureOptions } from '@veinmind/internal/trust'
import { EnvHttpProxyAgent } from 'undici'
import type { Dispatcher } from 'undici'

/** How connections are made. */
export interface AgentOptions {
  /** Certificates to trust besides the system's, a PEM file. */
  readonly caFile?: string
  /** Takes any certificate. */
  readonly insecureSkipVerify?: boolean
  /** The proxy for every connection; what the environment says does not count then. */
  readonly proxy?: URL
  /** Names the proxy: `HTTPS_PROXY`, `HTTP_PROXY`, else `ALL_PROXY`, and `NO_PROXY`, in either case. By default that of the process. */
  readonly environment?: NodeJS.ProcessEnv
}

/** Makes connections, through a proxy where the environment names one. Throws `GIT_CA_FILE`. */
export async function createAgent({
  caFile,
  insecureSkipVerify,
  proxy,
  environment = process.env,
}: AgentOptions): Promise<Dispatcher> {
  const trusted = trust(
    caFile === undefined ? undefined : { path: caFile, text: await readCertificates(caFile) },
    environment,
  )
  const connect = { ...trusted, ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}) }
  const proxies =
    proxy === undefined ? proxiesOf(environment) : { httpProxy: proxy.href, httpsProxy: proxy.href, noProxy: '' }
  try {
    // Names are always resolved by a SOCKS proxy here, which is what the `h` asks for.
    const [httpProxy, httpsProxy] = [withoutH(proxies.httpProxy), withoutH(proxies.httpsProxy)]
    // With `proxyTls`, undici speaks TLS to proxies of SOCKS too.
    const isSecure = [httpProxy, httpsProxy].some((each) => /^https:/i.test(each))
    return new EnvHttpProxyAgent({
      connect,
      requestTls: connect,
      ...(isSecure ? { proxyTls: trusted } : {}),
      httpProxy,
      httpsProxy,
      noProxy: proxies.noProxy,
    })
  } catch (error) {
    // The address may hold a password.
    throw new VeinmindError(
      'GIT_UNREACHABLE',
      'the address of the proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be used',
      { cause: error },
    )
  }
}

const withoutH = (proxy: string): string => proxy.replace(/^socks5h:/i, 'socks5:')

function proxiesOf(environment: NodeJS.ProcessEnv): {
  readonly httpProxy: string
  readonly httpsProxy: string
  readonly noProxy: string
} {
  const all = environment['all_proxy'] ?? environment['ALL_PROXY'] ?? ''
  return {
    // A client of a CGI program can set HTTP_PROXY there (CVE-2016-5385).
    httpProxy: environment['http_proxy'] ?? (environment['REQUEST_METHOD'] ? '' : (environment['HTTP_PROXY'] ?? all)),
    httpsProxy: environment['https_proxy'] ?? environment['HTTPS_PROXY'] ?? all,
    noProxy: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '',
  }
}

function trust(
  own: { readonly path: string; readonly text: string } | undefined,
  environment: NodeJS.ProcessEnv,
): ReturnType<typeof secureOptions> {
  try {
    return secureOptions({ extra: own === undefined ? [] : [own.text], environment })
  } catch (error) {
    throw new VeinmindError('GIT_CA_FILE', `${own?.path ?? ''} holds a certificate that cannot be read`, {
      cause: error,
    })
  }
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new VeinmindError('GIT_CA_FILE', `cannot read the certificates of ${path}`, { cause: error })
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new VeinmindError('GIT_CA_FILE', `${path} holds no certificate in PEM`)
  return text
}
