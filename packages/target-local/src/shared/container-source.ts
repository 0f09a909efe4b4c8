import type { Discovered } from '@veinmind/sdk/target'

/** What of an engine's containers is wanted. */
export interface ContainerQuery {
  /** An id, the start of one, or a name; all for `''`. */
  readonly pattern: string
  /** Only those that run. */
  readonly running: boolean
  /** Files of mounts too. */
  readonly mounts: boolean
  readonly signal: AbortSignal
}

/** An engine that has containers. */
export interface ContainerSource {
  /** Whether its containers run on this machine, so that what is known of it holds for them. */
  readonly isHere: boolean
  /** None when it has no such container. */
  find(query: ContainerQuery): Promise<AsyncIterable<Discovered> | undefined>
  close(): Promise<void>
}

/** An engine that is opened when it is needed; opening throws when it is not there. */
export interface ContainerSourceOpener {
  readonly name: 'docker' | 'containerd' | 'podman' | 'crio'
  open(signal: AbortSignal): Promise<ContainerSource>
}

/** A container as an engine lists it. */
export interface ListedContainer {
  readonly id: string
  readonly names: readonly string[]
  readonly isRunning: boolean
}

/** The containers that a query names: an id, a name, the start of an id; the first kind that fits anything decides. */
export function findContainers<C extends ListedContainer>(
  all: readonly C[],
  { pattern, running }: Pick<ContainerQuery, 'pattern' | 'running'>,
): readonly C[] {
  const wanted = running ? all.filter(({ isRunning }) => isRunning) : all
  if (pattern === '') return wanted
  const exact = wanted.filter(({ id, names }) => id === pattern || names.includes(pattern))
  return exact.length > 0 ? exact : wanted.filter(({ id }) => id.startsWith(pattern))
}
