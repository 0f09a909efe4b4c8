import { option } from '@veinmind/sdk'
import type { FileValue, OptionSpec } from '@veinmind/sdk'

/** The flags of `scan registry`. */
export type RegistryFlags = Readonly<
  Record<'tag' | 'include' | 'exclude' | 'allow-realm', OptionSpec<readonly string[]>> &
    Record<'platform' | 'username', OptionSpec<string | undefined>> &
    Record<'auth-file' | 'ca-file' | 'client-cert' | 'client-key', OptionSpec<FileValue | undefined>> &
    Record<'untagged' | 'password-stdin' | 'insecure-skip-verify' | 'plain-http', OptionSpec<boolean>> &
    Record<'newest', OptionSpec<number | undefined>>
>

export const registryOptions: RegistryFlags = {
  tag: option.list('only tags that match: * is any text, ? one character', { placeholder: 'glob' }),
  newest: option.number('of each repository only the N images created last', { placeholder: 'N' }),
  untagged: option.boolean('of repositories also what has no tag (Harbor): deployments by digest run it'),
  include: option.list('only repositories that match: * is any text without "/", ** any text', { placeholder: 'glob' }),
  exclude: option.list('no repositories that match', { placeholder: 'glob' }),
  platform: option.string('os/arch[/variant], or "all"; default: linux on this processor', { placeholder: 'platform' }),
  username: option.string('user name for the registry; with --password-stdin', { placeholder: 'name' }),
  'password-stdin': option.boolean('read the password from standard input'),
  'auth-file': option.file("credentials: auth.toml with [[auths]], or docker's JSON", { placeholder: 'file' }),
  'allow-realm': option.list('host[:port] of a token service that may be asked without https', { placeholder: 'host' }),
  'ca-file': option.file("certificates to trust besides the system's (PEM)", { placeholder: 'file' }),
  'client-cert': option.file('client certificate for the registry (PEM)', { placeholder: 'file' }),
  'client-key': option.file('key of the client certificate (PEM)', { placeholder: 'file' }),
  'insecure-skip-verify': option.boolean('take any certificate of the registry'),
  'plain-http': option.boolean('speak http without TLS (by itself only on loopback)'),
}
