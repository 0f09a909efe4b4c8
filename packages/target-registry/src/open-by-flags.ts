import type { FileValue, OptionValues } from '@veinmind/sdk'
import type { TargetContext } from '@veinmind/sdk/target'
import { fromAuthFile } from './credentials/auth-file.ts'
import { fromDockerConfig } from './credentials/docker-config.ts'
import { basicCredentials, fromEnvironment } from './credentials/fixed.ts'
import { firstOf } from './credentials/types.ts'
import type { CredentialSource } from './credentials/types.ts'
import { registryError } from './errors.ts'
import { openRegistry } from './registry.ts'
import type { ImageRegistry, RegistryOptions } from './registry.ts'
import type { RegistryFlags } from './target-options.ts'

type Values = OptionValues<RegistryFlags>

/**
 * What opens registries with the flags of `scan registry`: credentials, certificates, what is not asked for. A password that is piped in is
 * read now, and is for one host. Throws `REGISTRY_OPTION_INVALID` for flags that do not go together.
 */
export async function openByFlags(
  hosts: readonly string[],
  context: Pick<TargetContext<RegistryFlags>, 'options' | 'readStdin'>,
): Promise<(host: string) => ImageRegistry> {
  const given = await givenCredentials(hosts, context)
  return (host) => openRegistry(host, registryOptionsOf(context.options, host, given))
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
  context: Pick<TargetContext<RegistryFlags>, 'options' | 'readStdin'>,
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
