import type { Container, JsonObject, Mount } from '@veinmind/sdk'

/** What the engine that made a container has written down about it, besides the configuration of the runtime. */
export interface StoredFacts {
  /** Its first process while the engine takes it for running; it may have ended since. */
  readonly pid: number | undefined
  readonly privileged: boolean
  /** `''` when nothing is said. */
  readonly user: string
  readonly ports: readonly string[]
  readonly logPath?: string
  /** Volumes, which the runtime's configuration has when the container has started. */
  readonly volumes: readonly Mount[]
  /** The runtime's configuration of a container that has never started. */
  readonly spec: JsonObject
  readonly raw: JsonObject
  /** The state; `runs` is whether it has a process, which after a crash the engine does not know. */
  state(runs: boolean): Container['state']
}
