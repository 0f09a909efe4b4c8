import { mib, option, usageError } from '@veinmind/sdk'
import type { OptionSpec, OptionValues } from '@veinmind/sdk'
import { parseProxy } from './proxy.ts'
import type { FetchOptions } from './repository.ts'

/** How a repository is reached, and what of it is meant. */
export const FETCH_OPTIONS: {
  readonly ref: OptionSpec<string | undefined>
  readonly 'token-stdin': OptionSpec<boolean>
  readonly 'ssh-key': OptionSpec<string | undefined>
  readonly 'ssh-host-key': OptionSpec<string | undefined>
  readonly 'ca-file': OptionSpec<string | undefined>
  readonly proxy: OptionSpec<string | undefined>
  readonly 'insecure-skip-verify': OptionSpec<boolean>
  readonly 'max-pack': OptionSpec<number>
} = {
  ref: option.string('branch, tag or commit (default: what HEAD is)', { placeholder: 'name' }),
  'token-stdin': option.boolean('read an access token from standard input'),
  'ssh-key': option.string('private key for ssh', { placeholder: 'file' }),
  'ssh-host-key': option.string('the only key that the ssh host may have', { placeholder: 'SHA256:…' }),
  'ca-file': option.string('certificates to trust besides the system’s', { placeholder: 'file' }),
  proxy: option.string('proxy to reach the server by, over https and ssh: http, https or socks5', {
    placeholder: 'url',
  }),
  'insecure-skip-verify': option.boolean('do not check the certificate of the server'),
  'max-pack': option.number('largest pack in MiB', { default: 2048, placeholder: 'MiB' }),
}

type Flags = OptionValues<typeof FETCH_OPTIONS>

/** A token is for one host: with two of them nobody can tell which. */
export function refuseSharedToken(targets: readonly string[], isPiped: boolean): void {
  if (!isPiped && !process.env['VEINMIND_GIT_TOKEN']) return
  const hosts = new Set(targets.filter((target) => /^https?:/i.test(target)).map((target) => URL.parse(target)?.host))
  if (hosts.size < 2) return
  throw usageError('GIT_TOKEN_AMBIGUOUS', `one token is given, and ${hosts.size} hosts are named`, {
    hint: 'scan them one by one, or use ~/.netrc or a credential helper of git',
  })
}

/** What the flags say, for fetching. */
export function fetchOptions(options: Flags, signal: AbortSignal, token: string | undefined): FetchOptions {
  if (options['max-pack'] <= 0)
    throw usageError('GIT_MAX_PACK_INVALID', `--max-pack is ${options['max-pack']}, and must be more than 0 (MiB)`)
  const passphrase = process.env['VEINMIND_SSH_PASSPHRASE']
  return {
    signal,
    insecureSkipVerify: options['insecure-skip-verify'],
    maxPack: options['max-pack'] * mib(1),
    ...(options.ref === undefined ? {} : { ref: options.ref }),
    ...(token ? { token } : {}),
    ...(options['ca-file'] === undefined ? {} : { caFile: options['ca-file'] }),
    ...(options.proxy === undefined ? {} : { proxy: parseProxy(options.proxy) }),
    ...(options['ssh-key'] === undefined ? {} : { keyFile: options['ssh-key'] }),
    ...(options['ssh-host-key'] === undefined ? {} : { hostKey: options['ssh-host-key'] }),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
}
