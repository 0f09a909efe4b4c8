import { createHash } from 'node:crypto'
import { createLease } from '@veinmind/internal'
import { mib, option, toVeinmindError, usageError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { IacFile, OptionSpecs, OptionValues } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { lineLinks } from './links.ts'
import { parseProxy } from './proxy.ts'
import { isSameHost, readModules, submoduleAddress } from './submodules.ts'
import { openRepository } from './open-repository.ts'
import type { FetchOptions, Repository } from './repository.ts'
import type { Submodule } from './tree.ts'
import { parseAddress, withoutPassword } from './url.ts'
import type { GitAddress } from './url.ts'

const OPTIONS = {
  ref: option.string('branch, tag or commit (default: what HEAD is)', { placeholder: 'name' }),
  submodules: option.boolean('scan submodules too, those of the same host'),
  'submodule-host': option.list('another host that submodules may be on', { placeholder: 'host' }),
  'token-stdin': option.boolean('read an access token from standard input'),
  'ssh-key': option.string('private key for ssh', { placeholder: 'file' }),
  'ssh-host-key': option.string('the only key that the ssh host may have', { placeholder: 'SHA256:…' }),
  'ca-file': option.string('certificates to trust besides the system’s', { placeholder: 'file' }),
  proxy: option.string('proxy to reach the server by, over https and ssh: http, https or socks5', {
    placeholder: 'url',
  }),
  'insecure-skip-verify': option.boolean('do not check the certificate of the server'),
  'max-pack': option.number('largest pack in MiB', { default: 2048, placeholder: 'MiB' }),
} satisfies OptionSpecs

type Flags = OptionValues<typeof OPTIONS>

/** Infrastructure as code in git repositories. */
export const gitTarget: Target = defineTarget({
  name: 'git',
  description: 'infrastructure as code of a git repository',
  kinds: ['iac'],
  usage: 'url[//folder]',
  examples: ['scan git https://git.local/app.git', 'scan git git@git.local:app.git//deploy --ref v1'],
  options: OPTIONS,
  async *discover(targets, context): AsyncGenerator<Discovered> {
    refuseSharedToken(targets, context.options['token-stdin'])
    const token = context.options['token-stdin'] ? await context.readStdin?.() : undefined
    for (const target of targets) yield* discoverRepository(target, context, token)
  },
})

/** A token is for one host: with two of them nobody can tell which. */
function refuseSharedToken(targets: readonly string[], isPiped: boolean): void {
  if (!isPiped && !process.env['VEINMIND_GIT_TOKEN']) return
  const hosts = new Set(targets.filter((target) => /^https?:/i.test(target)).map((target) => URL.parse(target)?.host))
  if (hosts.size < 2) return
  throw usageError('GIT_TOKEN_AMBIGUOUS', `one token is given, and ${hosts.size} hosts are named`, {
    hint: 'scan them one by one, or use ~/.netrc or a credential helper of git',
  })
}

async function* discoverRepository(
  target: string,
  context: TargetContext<typeof OPTIONS>,
  token: string | undefined,
): AsyncGenerator<Discovered> {
  const { options, signal, log } = context
  try {
    const address = parseAddress(target)
    if (address.transport === 'http') log.warn('the repository is fetched without encryption', { host: address.host })
    yield* readRepository(address, {
      context,
      options: fetchOptions(options, signal, token),
      submodules: new Set(),
      depth: 0,
    })
  } catch (error) {
    signal.throwIfAborted()
    yield { target: withoutPassword(target), error: toVeinmindError(error, 'GIT_PROTOCOL') }
  }
}

function fetchOptions(options: Flags, signal: AbortSignal, token: string | undefined): FetchOptions {
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

interface Work {
  readonly context: TargetContext<typeof OPTIONS>
  readonly options: FetchOptions
  /** Those that were read, by address and commit: one may stand in itself. */
  readonly submodules: Set<string>
  /** How many repositories it is inside. */
  readonly depth: number
}

async function* readRepository(address: GitAddress, work: Work): AsyncGenerator<Discovered> {
  const repository = await openRepository(address, work.options)
  const { signal, log } = work.context
  for (const note of repository.notes) log.warn(note, { repository: address.name })
  const lease = createLease(() => repository[Symbol.asyncDispose]() as Promise<void>, signal)
  let modules: ReadonlyMap<string, string> | undefined
  try {
    for await (const item of repository.files()) {
      signal.throwIfAborted()
      if ('gap' in item) yield { target: `${address.name} ${item.gap.path}`, skipped: item.gap.reason }
      else if ('failure' in item) yield { target: `${address.name} ${item.failure.path}`, error: item.failure.error }
      else if ('submodule' in item) {
        modules ??= await readModules(repository)
        yield* readSubmodule(address, { ...item.submodule, url: modules.get(item.submodule.path) }, work)
      }
      // Files beside it may be asked for until it is closed.
      else yield { entity: { ...toEntity(repository, item.file.path, item.file.content), close: lease.hold() } }
    }
  } finally {
    await lease.release()
  }
}

const MAX_DEPTH = 5
const MAX_SUBMODULES = 500

async function* readSubmodule(
  parent: GitAddress,
  { path, commit, url }: Submodule & { readonly url: string | undefined },
  work: Work,
): AsyncGenerator<Discovered> {
  const target = `${parent.name} ${path}`
  const { options, signal } = work.context
  if (!options.submodules) {
    yield { target, skipped: `it is a submodule at ${commit.slice(0, 12)}; --submodules scans it` }
    return
  }
  const address = submoduleAddress(parent, url, options['submodule-host'])
  if (typeof address === 'string') yield { target, skipped: address }
  else if (work.depth >= MAX_DEPTH) yield { target, skipped: `submodules are more than ${MAX_DEPTH} deep` }
  else if (work.submodules.has(`${address.url} ${commit}`))
    yield { target, skipped: 'it is a submodule that was scanned at another place' }
  else if (work.submodules.size >= MAX_SUBMODULES)
    yield { target, skipped: `there are more than ${MAX_SUBMODULES} submodules` }
  else {
    work.submodules.add(`${address.url} ${commit}`)
    const ours = isSameHost(address, parent) ? work.options : forAnotherHost(work.options)
    try {
      yield* readRepository(address, { ...work, depth: work.depth + 1, options: { ...ours, ref: commit } })
    } catch (error) {
      signal.throwIfAborted()
      yield { target, error: toVeinmindError(error, 'GIT_PROTOCOL') }
    }
  }
}

/** Without what was given for the host of the parent alone. */
function forAnotherHost({
  token: _token,
  hostKey: _hostKey,
  insecureSkipVerify: _skip,
  environment = process.env,
  ...rest
}: FetchOptions): FetchOptions {
  return { ...rest, environment: { ...environment, VEINMIND_GIT_TOKEN: '' } }
}

function toEntity(repository: Repository, path: string, bytes: Uint8Array): IacFile {
  const { address, commit } = repository
  const link = lineLinks(address, commit)
  return {
    kind: 'iac',
    id: `sha256:${createHash('sha256').update(`${address.url}\0${commit}\0${path}`).digest('hex')}`,
    name: `${address.url}@${commit.slice(0, 12)}/${path}`,
    path,
    bytes,
    ...(link ? { lineUrl: (line) => link(path, line) } : {}),
    sibling: async (other) => {
      const found = await repository.read(other)
      return found && toEntity(repository, other, found)
    },
    async *below(folder) {
      for await (const item of repository.below(folder))
        if ('file' in item) yield toEntity(repository, item.file.path, item.file.content)
    },
  }
}
