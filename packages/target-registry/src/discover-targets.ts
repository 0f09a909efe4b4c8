import { toVeinmindError } from '@veinmind/sdk'
import type { FileValue, OptionValues } from '@veinmind/sdk'
import type { Discovered, TargetContext } from '@veinmind/sdk/target'
import { fromAuthFile } from './credentials/auth-file.ts'
import { fromDockerConfig } from './credentials/docker-config.ts'
import { basicCredentials, fromEnvironment } from './credentials/fixed.ts'
import { firstOf } from './credentials/types.ts'
import type { CredentialSource } from './credentials/types.ts'
import { registryError } from './errors.ts'
import { formatTarget, parseTarget } from './reference.ts'
import type { TargetName } from './reference.ts'
import { openRegistry } from './registry.ts'
import type { ImageQuery, RegistryOptions } from './registry.ts'
import type { RegistryFlags } from './target-options.ts'

type Values = OptionValues<RegistryFlags>

/**
 * Every image that the targets name. A target that cannot be read or reached is an error in the results; wrong options
 * throw.
 */
export async function* discoverTargets(
  targets: readonly string[],
  context: TargetContext<RegistryFlags>,
): AsyncGenerator<Discovered, void, undefined> {
  const { options, signal } = context
  const byHost = new Map<string, TargetName[]>()
  for (const text of targets) {
    try {
      const name = parseTarget(text)
      const host = name.kind === 'image' ? name.reference.host : name.host
      byHost.set(host, [...(byHost.get(host) ?? []), name])
    } catch (error) {
      yield { target: text, error: toVeinmindError(error) }
    }
  }
  const given = await givenCredentials([...byHost.keys()], context)
  const query = queryOf(options, signal)
  for (const [host, names] of byHost) {
    // Not closed here: its images are read after they were found. Connections that nobody uses end by themselves, and
    // do not keep the process alive.
    const registry = openRegistry(host, registryOptionsOf(options, host, given))
    for (const name of mergeReferences(names)) {
      yield* name.kind === 'references'
        ? registry.discoverReferences(name.repository, name.references, query)
        : registry.discover(name, query)
    }
  }
}

type Search =
  | Exclude<TargetName, { kind: 'image' }>
  | { readonly kind: 'references'; readonly repository: string; readonly references: readonly string[] }

/** Images of one repository that are named one by one are looked up together, so that the same one is scanned once. */
function mergeReferences(names: readonly TargetName[]): readonly Search[] {
  const merged = new Map<string, Search>()
  for (const name of names) {
    if (name.kind !== 'image') {
      merged.set(formatTarget(name), name)
      continue
    }
    const { repository, digest, tag = 'latest' } = name.reference
    const before = merged.get(`references ${repository}`)
    const references = before?.kind === 'references' ? before.references : []
    merged.set(`references ${repository}`, {
      kind: 'references',
      repository,
      references: [...references, digest ?? tag],
    })
  }
  return [...merged.values()]
}

function queryOf(
  options: Values,
  signal: AbortSignal,
): ImageQuery & { readonly include: readonly string[]; readonly exclude: readonly string[] } {
  return {
    tag: options.tag,
    include: options.include,
    exclude: options.exclude,
    ...(options.untagged && { untagged: true }),
    ...(options.newest !== undefined && { newest: options.newest }),
    ...(options.platform !== undefined && { platform: options.platform }),
    signal,
  }
}

function registryOptionsOf(options: Values, host: string, given: readonly CredentialSource[]): RegistryOptions {
  const file = options['auth-file']
  const environment = given.length > 0 ? undefined : fromEnvironment(host)
  return {
    credentials: firstOf(
      ...given,
      ...(file ? [fromAuthFile(file.path, file.text)] : []),
      ...(environment ? [environment] : []),
      fromDockerConfig(),
    ),
    allowRealms: options['allow-realm'],
    ...(options['ca-file'] && { ca: certificatesOf(options['ca-file']) }),
    ...(options['client-cert'] && { clientCert: options['client-cert'].text }),
    ...(options['client-key'] && { clientKey: options['client-key'].text }),
    ...(options['insecure-skip-verify'] && { insecureSkipVerify: true }),
    ...(options['plain-http'] && { plainHttp: true }),
  }
}

function certificatesOf({ path, text }: FileValue): string {
  if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text
  throw registryError('REGISTRY_OPTION_INVALID', `--ca-file: ${path} holds no certificate in PEM`, {
    hint: 'openssl x509 -inform der -in <file> makes PEM of DER',
  })
}

/**
 * `--username` with `--password-stdin`; for one registry only, since credentials go to the host that they were given
 * for.
 */
async function givenCredentials(
  hosts: readonly string[],
  context: TargetContext<RegistryFlags>,
): Promise<readonly CredentialSource[]> {
  const { username, 'password-stdin': fromStdin } = context.options
  const fromEnv = fromEnvironment('') !== undefined
  if (hosts.length > 1 && (username !== undefined || fromEnv)) {
    throw registryError(
      'REGISTRY_OPTION_INVALID',
      `${username === undefined ? 'VEINMIND_REGISTRY_…' : '--username'} is for one registry, but ${hosts.length} are named`,
      {
        hint: 'use --auth-file or docker login, which keep credentials by host',
      },
    )
  }
  if (username === undefined && !fromStdin) return []
  if (username === undefined || !fromStdin || !context.readStdin) {
    throw registryError('REGISTRY_OPTION_INVALID', '--username and --password-stdin belong together', {
      hint: 'echo "$PASSWORD" | veinmind scan registry … --username name --password-stdin',
    })
  }
  const password = (await context.readStdin()).replace(/\r?\n$/, '')
  if (password === '') throw registryError('REGISTRY_OPTION_INVALID', 'standard input holds no password')
  return hosts.map((host) => basicCredentials(host, username, password))
}
