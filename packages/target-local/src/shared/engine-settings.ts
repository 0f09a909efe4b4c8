import type { Logger } from '@veinmind/sdk'
import type { Host } from './host.ts'

/** What of the flags says where the engines are. */
export interface EngineSettings {
  readonly 'docker-host'?: string | undefined
  readonly 'containerd-socket'?: string | undefined
  readonly namespace?: string | undefined
  readonly 'podman-host'?: string | undefined
  readonly 'storage-root'?: string | undefined
  readonly 'host-root'?: string | undefined
}

/** Where an engine runs, and who waits for it. */
export interface EngineContext {
  /** The machine of the engine, if it is a local one. */
  readonly host: Host
  readonly log: Logger
  readonly signal: AbortSignal
}
