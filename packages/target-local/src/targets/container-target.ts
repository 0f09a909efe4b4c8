import { SILENT } from '@veinmind/internal'
import { option, toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { defineTarget } from '@veinmind/sdk/target'
import type { Logger, OptionSpec, OptionValues } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { containerEngines } from './engines.ts'
import { engineOptions } from './options.ts'
import type { EngineFlags } from './options.ts'
import { parseTarget } from './prefix.ts'
import { warnIfRefused } from './refused.ts'
import { markHere, withMachine } from './with-machine.ts'
import type { ContainerSource, ContainerSourceOpener } from '../shared/container-source.ts'

const ENGINES = ['docker', 'containerd', 'podman', 'crio'] as const

/** The flags of `scan container`. */
export type ContainerFlags = EngineFlags &
  Readonly<
    Record<'from', OptionSpec<(typeof ENGINES)[number] | undefined>> & Record<'running' | 'mounts', OptionSpec<boolean>>
  >

/** Containers on this machine, in whatever state. */
export const containerTarget: Target<ContainerFlags> = defineTarget({
  name: 'container',
  description: 'containers of docker, containerd, podman and CRI-O, running or not',
  kinds: ['container', 'host'],
  usage: '[id|name]',
  examples: [
    'scan container',
    'scan container --running',
    'scan container web 3f2a',
    'scan container containerd:k8s.io/web',
  ],
  options: {
    from: { type: 'choice', description: 'take containers from here alone', choices: ENGINES },
    running: option.boolean('only containers that run'),
    mounts: option.boolean('read the files of bind mounts and volumes too (as root)'),
    ...engineOptions,
  },
  discover: (targets: readonly string[], context: TargetContext<ContainerFlags>): AsyncGenerator<Discovered> =>
    withMachine(discoverContainers(targets, context), context.options['host-root']),
})

/** What `discoverContainers` needs besides the targets. */
export interface ContainerContext {
  readonly signal: AbortSignal
  /** By default nothing is logged. */
  readonly log?: Logger
  /** What differs from the defaults. */
  readonly options?: Partial<OptionValues<ContainerFlags>>
}

/** Without targets every container of every engine that answers; a name is looked for in one engine after the other. */
export async function* discoverContainers(
  targets: readonly string[],
  context: ContainerContext,
): AsyncGenerator<Discovered> {
  const engines = containerEngines(context.options ?? {}, context.log ?? SILENT)
  const opened = new Map<string, Promise<ContainerSource>>()
  const open = (engine: ContainerSourceOpener): Promise<ContainerSource> => {
    const source = opened.get(engine.name) ?? engine.open(context.signal)
    opened.set(engine.name, source)
    return source
  }
  try {
    for (const target of targets.length > 0 ? targets : ['*']) yield* discoverOne(target, { engines, open, context })
  } finally {
    for (const source of opened.values()) await source.then((each) => each.close()).catch(() => {})
  }
}

interface Search {
  readonly engines: readonly ContainerSourceOpener[]
  readonly open: (engine: ContainerSourceOpener) => Promise<ContainerSource>
  readonly context: ContainerContext
}

async function* discoverOne(target: string, { engines, open, context }: Search): AsyncGenerator<Discovered> {
  const { from, running = false, mounts = false } = context.options ?? {}
  const { source, value } = from === undefined ? parseTarget(target) : { source: from, value: target }
  const isAll = value === '' || value === '*'
  const asked = engines.filter(({ name }) => source === undefined || source === name)
  const tried = asked.length === 0 ? [`${source} has no containers`] : []
  const seen = new Set<string>()
  let answers = 0
  let given = 0
  for (const engine of asked) {
    context.signal.throwIfAborted()
    try {
      const found = await (
        await open(engine)
      ).find({ pattern: isAll ? '' : value, running, mounts, signal: context.signal })
      answers += 1
      if (found === undefined) tried.push(`${engine.name} has none`)
      const { isHere } = await open(engine)
      for await (const each of withoutSeen(found ?? [], seen)) {
        given += 1
        yield isHere && 'entity' in each ? { ...each, entity: markHere(each.entity) } : each
      }
      if (found !== undefined && !isAll) return
    } catch (error) {
      context.signal.throwIfAborted()
      const failure = toVeinmindError(error)
      if (source !== undefined) {
        yield { target: isAll ? source : target, error: failure }
        return
      }
      warnIfRefused(failure, { log: context.log ?? SILENT, source: engine.name, target })
      tried.push(`${engine.name}: ${failure.message}`)
    }
  }
  if (isAll && answers > 0) {
    if (given === 0)
      yield { target: source ?? 'container', skipped: running ? 'no container runs' : 'there are no containers' }
    return
  }
  const what = isAll
    ? 'no container engine answers'
    : `there is no ${running ? 'running container' : 'container'} ${value}`
  yield {
    target: isAll ? 'container' : target,
    error: new VeinmindError('LOCAL_CONTAINER_NOT_FOUND', `${what} (${tried.join('; ')})`, {
      hint: 'the socket of an engine takes root, or membership in its group',
    }),
  }
}

/** Leaves out what was there before: the socket of docker may be a link to that of podman. */
async function* withoutSeen(
  found: AsyncIterable<Discovered> | Iterable<Discovered>,
  seen: Set<string>,
): AsyncGenerator<Discovered> {
  for await (const each of found) {
    if (!('entity' in each)) yield each
    else if (seen.has(each.entity.id)) await each.entity.close?.()
    else {
      seen.add(each.entity.id)
      yield each
    }
  }
}
