import { registryError } from '../errors.ts'
import { dockerConfig } from './docker-config.ts'
import { namesOfHost } from './types.ts'
import type { CredentialSource } from './types.ts'

/**
 * A file given by `--auth-file`: the original's `auth.toml` (`[[auths]]` with `registry`, `username`, `password`), or,
 * when it begins with `{`, docker's and podman's JSON. `name` is what messages call it.
 */
export function fromAuthFile(name: string, text: string): CredentialSource {
  if (/^\s*\{/.test(text)) return dockerConfig(name, () => Promise.resolve(text))
  let entries: Promise<readonly TomlEntry[]> | undefined
  return {
    name,
    async find(host) {
      const names = namesOfHost(host)
      const entry = (await (entries ??= parseToml(name, text))).find(({ registry }) => names.includes(registry))
      return entry && { username: entry.username, password: entry.password, source: name }
    },
  }
}

interface TomlEntry {
  readonly registry: string
  readonly username: string
  readonly password: string
}

async function parseToml(name: string, text: string): Promise<readonly TomlEntry[]> {
  const { parse } = await import('smol-toml')
  let auths: unknown
  try {
    auths = parse(text)['auths'] ?? []
  } catch {
    // The parser's message shows the line, and with it perhaps a password.
    throw unreadable(name, 'it is neither TOML nor JSON')
  }
  if (!Array.isArray(auths)) throw unreadable(name, '"auths" is not a list of tables')
  return auths.map((entry: unknown, index) => {
    const { registry, username, password } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<
      string,
      unknown
    >
    if (typeof registry !== 'string' || typeof username !== 'string' || typeof password !== 'string') {
      throw unreadable(name, `entry ${index + 1} lacks one of registry, username, password`)
    }
    return {
      registry: registry
        .replace(/^https?:\/\//i, '')
        .replace(/\/.*$/, '')
        .toLowerCase(),
      username,
      password,
    }
  })
}

function unreadable(name: string, why: string): Error {
  return registryError('REGISTRY_CREDENTIALS_UNREADABLE', `${name} cannot be used: ${why}`, {
    hint: "it holds [[auths]] tables with registry, username and password, or docker's JSON",
  })
}
