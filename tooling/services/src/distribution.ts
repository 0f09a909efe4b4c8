import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPair } from './certificates.ts'
import { registryConfig, startRegistryServer } from './registry-server.ts'
import type { RegistryServer } from './registry-server.ts'
import { requireTool } from './require-tool.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'
import { startTokenServer } from './token-server.ts'
import type { TokenServer, TokenServerOptions } from './token-server.ts'

/** How distribution is set up. */
export interface DistributionOptions {
  /** Bearer tokens, signed by a token service of our own. */
  readonly token?: TokenServerOptions
  readonly tls?: KeyPair
}

/** Distribution that runs. */
export interface Distribution extends RegistryServer {
  readonly tokens: TokenServer | undefined
}

/** Starts distribution v3 (OCI 1.1) on a free port of loopback, with an empty store. */
export async function startDistribution(options: DistributionOptions = {}): Promise<Distribution> {
  const command = await requireTool('registry')
  const folder = temporaryFolder('distribution')
  const tokens = options.token === undefined ? undefined : await startTokenServer(options.token)
  try {
    const auth = tokens === undefined ? undefined : tokenAuth(folder, tokens)
    const config = registryConfig({ store: join(folder, 'store'), auth, tls: options.tls, clientCa: undefined })
    const server = await startRegistryServer(command, folder, config)
    const stop = async (): Promise<void> => {
      await server.stop()
      await tokens?.close()
    }
    return { ...server, tokens, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await tokens?.close()
    removeTemporary(folder)
    throw error
  }
}

function tokenAuth(folder: string, { realm, issuer, service, jwks }: TokenServer): object {
  const path = join(folder, 'jwks.json')
  writeFileSync(path, jwks)
  return { token: { realm, issuer, service, jwks: path, signingalgorithms: ['ES256'] } }
}
