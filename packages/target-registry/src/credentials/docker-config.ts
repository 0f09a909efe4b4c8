import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { asObject } from '@veinmind/internal'
import { remember, unlessAborted } from '../concurrent.ts'
import { registryError } from '../errors.ts'
import type { Environment } from '../http/proxy.ts'
import { askHelper, HELPER_MISSING } from './helper.ts'
import { firstOf, namesOfHost } from './types.ts'
import type { Credential, CredentialSource } from './types.ts'

interface DockerConfig {
  readonly auths: Readonly<Record<string, unknown>>
  readonly credHelpers: Readonly<Record<string, unknown>>
  readonly credsStore: unknown
}

/**
 * Credentials as docker and podman keep them: `DOCKER_AUTH_CONFIG`, docker's `config.json` (in `DOCKER_CONFIG` or
 * `~/.docker`), then podman's `auth.json` (`REGISTRY_AUTH_FILE`, the runtime folder, `~/.config/containers`). With
 * `path`: that file alone.
 */
export function fromDockerConfig(
  options: { readonly path?: string; readonly env?: Environment } = {},
): CredentialSource {
  if (options.path !== undefined) return configFile(options.path, true)
  const env = options.env ?? process.env
  const home = env['HOME'] || homedir()
  const { DOCKER_AUTH_CONFIG: inline, REGISTRY_AUTH_FILE: podmanFile } = env
  const podman = podmanFile
    ? [configFile(podmanFile, true)]
    : [
        ...(env['XDG_RUNTIME_DIR'] ? [configFile(join(env['XDG_RUNTIME_DIR'], 'containers/auth.json'))] : []),
        configFile(join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers/auth.json')),
      ]
  return firstOf(
    ...(inline ? [dockerConfig('DOCKER_AUTH_CONFIG', () => Promise.resolve(inline))] : []),
    configFile(join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json')),
    ...podman,
  )
}

/** A source over the text of a docker configuration; `read` is called at most once, undefined is an empty one. */
export function dockerConfig(name: string, read: () => Promise<string | undefined>): CredentialSource {
  let config: Promise<DockerConfig> | undefined
  // A helper is a program, which may ask a vault or a person: it is run once a host, not once a repository.
  const answers = new Map<string, ReturnType<typeof askHelper>>()
  return {
    name,
    async find(host, { repository, signal } = {}) {
      const { auths, credHelpers, credsStore } = await (config ??= read().then((text) => parse(name, text)))
      const names = namesOfHost(host)
      const helper = Object.entries(credHelpers).find(([key]) => names.includes(normalizeKey(key)))?.[1]
      const server = names.length > 1 ? 'https://index.docker.io/v1/' : host
      for (const [program, required] of [
        [helper, true],
        [credsStore, false],
      ] as const) {
        if (typeof program !== 'string' || program === '') continue
        const found = await unlessAborted(
          remember(answers, `${program} ${server}`, () => askHelper(program, server)),
          signal,
        )
        if (found && found !== HELPER_MISSING) return { ...found, source: `${found.source} (${name})` }
        // A store for everything that is not installed here must not stand in the way of what needs no credentials.
        if (found === HELPER_MISSING && required) {
          throw registryError('REGISTRY_CREDENTIAL_HELPER', `docker-credential-${program} is not installed`, {
            hint: `${name} names it for ${host}`,
          })
        }
      }
      return fromAuths(auths, names, repository, name)
    },
  }
}

function configFile(path: string, required = false): CredentialSource {
  return dockerConfig(path, async () => {
    try {
      return await readFile(path, 'utf8')
    } catch (cause) {
      if (!required && ['ENOENT', 'ENOTDIR', 'EACCES'].includes((cause as NodeJS.ErrnoException).code ?? '')) {
        return undefined
      }
      throw registryError('REGISTRY_CREDENTIALS_UNREADABLE', `${path} cannot be read`, { cause })
    }
  })
}

function parse(name: string, text: string | undefined): DockerConfig {
  if (text === undefined || text.trim() === '') return { auths: {}, credHelpers: {}, credsStore: undefined }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message repeats a part of the text, and with it perhaps of a secret.
    throw registryError('REGISTRY_CREDENTIALS_UNREADABLE', `${name} is not JSON`, {
      hint: 'it should be as docker login writes it',
    })
  }
  const { auths, credHelpers, credsStore } = asObject(value)
  return { auths: asObject(auths), credHelpers: asObject(credHelpers), credsStore }
}

/** The entry with the longest name: podman allows `host/namespace/repository`; docker writes `https://host/v1/`. */
function fromAuths(
  auths: DockerConfig['auths'],
  names: readonly string[],
  repository: string | undefined,
  source: string,
): Credential | undefined {
  const parts = repository?.split('/') ?? []
  const paths = parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`)
  const wanted = [...paths, ''].flatMap((path) => names.map((name) => name + path))
  const byKey = new Map(Object.entries(auths).map(([key, value]) => [normalizeKey(key), value]))
  for (const key of wanted) {
    const credential = readEntry(asObject(byKey.get(key)), source)
    if (credential) return credential
  }
  return undefined
}

function readEntry(entry: Readonly<Record<string, unknown>>, source: string): Credential | undefined {
  const { auth, username, password, identitytoken, registrytoken } = entry
  if (typeof registrytoken === 'string' && registrytoken !== '') return { registryToken: registrytoken, source }
  const decoded = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '') : ''
  const colon = decoded.indexOf(':')
  const user = colon > 0 ? decoded.slice(0, colon) : typeof username === 'string' ? username : ''
  const secret = colon > 0 ? decoded.slice(colon + 1) : typeof password === 'string' ? password : ''
  if (typeof identitytoken === 'string' && identitytoken !== '') {
    return { identityToken: identitytoken, ...(user !== '' && { username: user }), source }
  }
  return user !== '' && secret !== '' ? { username: user, password: secret, source } : undefined
}

function normalizeKey(key: string): string {
  const bare = key
    .replace(/^https?:\/\//i, '')
    .replace(/\/v[12]\/?$/, '')
    .replace(/\/$/, '')
  const slash = bare.indexOf('/')
  return slash === -1 ? bare.toLowerCase() : bare.slice(0, slash).toLowerCase() + bare.slice(slash)
}
