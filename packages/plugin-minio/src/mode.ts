import type { Container, Entity } from '@veinmind/sdk'

/** How MinIO is started: on several nodes, on one, or in front of another store. */
export interface Mode {
  readonly mode: 'distributed' | 'single' | 'gateway'
  /** Where that is said, such as a process or a variable. */
  readonly by: string
  /** True for defaults of an image, which may be overridden when a container is started. */
  readonly isDefault: boolean
}

const MOST_WORDS = 1000

/** How an entity starts MinIO, by the processes and the command of a container, by the environment, and by what an image starts. */
export function modeOf(entity: Entity, settings: readonly string[]): Mode | undefined {
  if (entity.kind === 'container') return modeOfContainer(entity, settings)
  if (entity.kind !== 'image') return undefined
  const { entrypoint = [], cmd = [], env = [] } = entity.config
  return (
    inWords([...entrypoint, ...cmd], 'the command of the image', true) ??
    inSettings(env, 'the environment of the image', true) ??
    inSettings(settings, 'a file of settings', true)
  )
}

function modeOfContainer({ processes = [], args, env }: Container, settings: readonly string[]): Mode | undefined {
  for (const { args: words } of processes) {
    const mode = inWords(words, 'a process', false)
    if (mode !== undefined) return mode
  }
  return (
    inWords(args, 'the command of the container', false) ??
    inSettings(env, 'the environment of the container', false) ??
    inSettings(settings, 'a file of settings', false)
  )
}

function inWords(args: readonly string[], by: string, isDefault: boolean): Mode | undefined {
  // A shell's command is one word.
  const words = args.slice(0, MOST_WORDS).flatMap((word) => word.slice(0, 10_000).split(/\s+/))
  const at = words.findIndex((word) => word === 'server' || word === 'gateway')
  const program = words.slice(0, at)
  if (at < 0 || !program.some((word) => /(?:^|\/)(?:minio|docker-entrypoint\.sh)$/.test(word))) return undefined
  if (words[at] === 'gateway') return { mode: 'gateway', by, isDefault }
  const volumes = words.slice(at + 1).filter((word) => /^(?:https?:\/\/|\/|\.\/|[A-Za-z]:\\)/.test(word))
  return modeOfVolumes(volumes, by, isDefault)
}

/** `MINIO_VOLUMES="http://node{1...4}/data"`, as an environment or a file of it has it. */
function inSettings(lines: readonly string[], by: string, isDefault: boolean): Mode | undefined {
  for (const line of lines.slice(0, MOST_WORDS)) {
    const [, value] = /^\s*(?:export\s+)?MINIO_(?:VOLUMES|ENDPOINTS)=["']?([^"'\n]{1,4000})/.exec(line) ?? []
    if (value !== undefined) return modeOfVolumes(value.trim().split(/\s+/), `${by} (MINIO_VOLUMES)`, isDefault)
  }
  return undefined
}

function modeOfVolumes(volumes: readonly string[], by: string, isDefault: boolean): Mode | undefined {
  if (volumes.length === 0) return undefined
  return { mode: volumes.some((word) => /^https?:\/\//i.test(word)) ? 'distributed' : 'single', by, isDefault }
}
