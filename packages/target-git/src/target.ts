import { createHash } from 'node:crypto'
import { createLease } from '@veinmind/internal'
import { option, toVeinmindError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { IacFile, OptionSpecs } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { FETCH_OPTIONS, fetchOptions, refuseSharedToken } from './fetch-options.ts'
import { lineLinks } from './links.ts'
import { isSameHost, readModules, submoduleAddress } from './submodules.ts'
import { openRepository } from './open-repository.ts'
import type { FetchOptions, Repository } from './repository.ts'
import type { Submodule } from './tree.ts'
import { parseAddress, withoutPassword } from './url.ts'
import type { GitAddress } from './url.ts'

const OPTIONS = {
  ...FETCH_OPTIONS,
  submodules: option.boolean('scan submodules too, those of the same host'),
  'submodule-host': option.list('another host that submodules may be on', { placeholder: 'host' }),
} satisfies OptionSpecs

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
