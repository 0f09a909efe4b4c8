import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPair } from './certificates.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary } from './temporary.ts'

/** A registry that runs. */
export interface RegistryServer extends Service {
  /** `127.0.0.1:1234`. */
  readonly host: string
  /** `http://127.0.0.1:1234`, or https. */
  readonly url: string
  /** Its configuration and its store. */
  readonly folder: string
}

/** The parts of a registry's configuration that tests vary. */
export interface RegistryConfig {
  readonly store: string
  readonly auth: object | undefined
  readonly tls: KeyPair | undefined
  readonly clientCa: string | undefined
}

/** The configuration that distribution 2.8 and 3 read (YAML, of which JSON is a part). */
export function registryConfig({ store, auth, tls, clientCa }: RegistryConfig): string {
  mkdirSync(store, { recursive: true })
  const clientcas = clientCa === undefined ? {} : { clientcas: [clientCa] }
  const config = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: store }, delete: { enabled: true } },
    http: {
      // The port is taken by the server itself and read from its log: no other program can take it in between.
      addr: '127.0.0.1:0',
      secret: 'not-a-secret',
      ...(tls === undefined ? {} : { tls: { certificate: tls.cert, key: tls.key, ...clientcas } }),
    },
    ...(auth === undefined ? {} : { auth }),
  }
  return JSON.stringify(config, null, 2)
}

/** Starts a registry program with a configuration in `folder`, which is removed when it ends. */
export async function startRegistryServer(command: string, folder: string, config: string): Promise<RegistryServer> {
  const path = join(folder, 'config.yml')
  writeFileSync(path, config)
  const service = await startService(command, ['serve', path], {
    env: { OTEL_TRACES_EXPORTER: 'none' },
    ready: ({ output }) => LISTENING.test(output()),
    onStop: () => removeTemporary(folder),
  })
  const [, host = '', tls] = LISTENING.exec(service.output()) ?? []
  return { ...service, host, url: `${tls === undefined ? 'http' : 'https'}://${host}`, folder }
}

const LISTENING = /listening on (127\.0\.0\.1:\d+)(, tls)?/
