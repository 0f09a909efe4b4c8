import { registryError } from '../errors.ts'
import type { Environment } from '../http/proxy.ts'
import { namesOfHost } from './types.ts'
import type { Credential, CredentialSource } from './types.ts'

/** One credential, for one host. */
export function fixedCredentials(host: string, credential: Credential): CredentialSource {
  const names = namesOfHost(host)
  return {
    name: credential.source,
    find: (wanted) => Promise.resolve(names.includes(wanted.toLowerCase()) ? credential : undefined),
  }
}

/** A user name and a password, for one host. */
export function basicCredentials(host: string, username: string, password: string): CredentialSource {
  return fixedCredentials(host, { username, password, source: 'the given user name and password' })
}

/**
 * `VEINMIND_REGISTRY_USERNAME` with `…_PASSWORD`, or `VEINMIND_REGISTRY_TOKEN`, for one host; undefined when none is
 * set.
 */
export function fromEnvironment(host: string, env: Environment = process.env): CredentialSource | undefined {
  const {
    VEINMIND_REGISTRY_USERNAME: username,
    VEINMIND_REGISTRY_PASSWORD: password,
    VEINMIND_REGISTRY_TOKEN: registryToken,
  } = env
  if (registryToken) return fixedCredentials(host, { registryToken, source: 'VEINMIND_REGISTRY_TOKEN' })
  if (!username && !password) return undefined
  if (!username || !password) {
    throw registryError(
      'REGISTRY_OPTION_INVALID',
      'VEINMIND_REGISTRY_USERNAME and VEINMIND_REGISTRY_PASSWORD belong together',
      {
        hint: `set ${username ? 'VEINMIND_REGISTRY_PASSWORD' : 'VEINMIND_REGISTRY_USERNAME'} too`,
      },
    )
  }
  return fixedCredentials(host, { username, password, source: 'VEINMIND_REGISTRY_USERNAME' })
}
