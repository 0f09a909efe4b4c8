import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPair } from './certificates.ts'
import { run } from './command.ts'
import { registryConfig, startRegistryServer } from './registry-server.ts'
import type { RegistryServer } from './registry-server.ts'
import { requireTool, requireTools } from './require-tool.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** How a Docker registry is set up. */
export interface DockerRegistryOptions {
  /** Passwords by user name: basic authentication. */
  readonly htpasswd?: Readonly<Record<string, string>>
  readonly tls?: KeyPair
  /** Path of the authority whose client certificates are asked for. */
  readonly clientCa?: string
}

/** Starts Debian's `docker-registry` (2.8: no referrers API) on a free port of loopback, with an empty store. */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<RegistryServer> {
  const command = await requireTool('docker-registry')
  const folder = temporaryFolder('docker-registry')
  try {
    const auth = options.htpasswd === undefined ? undefined : await htpasswdAuth(folder, options.htpasswd)
    const config = registryConfig({ store: join(folder, 'store'), auth, tls: options.tls, clientCa: options.clientCa })
    return await startRegistryServer(command, folder, config)
  } catch (error) {
    removeTemporary(folder)
    throw error
  }
}

async function htpasswdAuth(folder: string, users: Readonly<Record<string, string>>): Promise<object> {
  const { htpasswd } = await requireTools(['htpasswd'])
  const lines: string[] = []
  for (const [user, password] of Object.entries(users)) {
    // The registry reads bcrypt only.
    const { stdout } = await run(htpasswd, ['-niBC', '4', user], { input: `${password}\n` })
    lines.push(stdout.trim())
  }
  const path = join(folder, 'htpasswd')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return { htpasswd: { realm: 'veinmind', path } }
}
