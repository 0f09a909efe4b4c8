import { rm } from 'node:fs/promises'
import { isObject } from '@veinmind/internal'
import { FACTS_NAMESPACE, RECORDS_NAMESPACE } from '@veinmind/internal/services'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { Command, Entity, Json, Plugin, RecordsOf, ScanContext } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { dataOf } from '../data-folder.ts'
import type { ExternalOptions } from '../external-options.ts'
import type { ExternalCommand, ExternalManifest } from '../manifest.ts'
import { createPluginServices } from '../plugin-services.ts'
import { createFactsService } from './facts-service.ts'
import type { NamedFacts } from './facts-service.ts'
import { toInspectors } from './inspectors.ts'
import type { Answers } from './inspectors.ts'
import { startPluginProcess } from './plugin-process.ts'
import { createProcessPool } from './process-pool.ts'
import type { ProcessPool } from './process-pool.ts'
import { createRecordsService } from './read-records.ts'
import { createRemote, MOST_PROCESSES } from './remote.ts'

/** A plugin that speaks `veinmind/2`, as it was found. */
export interface Worker {
  readonly executable: string
  readonly manifest: ExternalManifest
  /** Digest of all that its records depend on. */
  readonly digest: string
  readonly flags: readonly string[]
  /** Those of this host that the manifest asks for. */
  readonly facts: NamedFacts
}

/** The parts of a plugin, for the engine, whose processes serve a whole run. */
export function openWorker(
  worker: Worker,
  options: ExternalOptions,
): Pick<Plugin, 'inspectors' | 'facts' | 'commands' | 'remote'> {
  const { executable, manifest, digest, flags, facts } = worker
  const { name, inspectors, readsContents } = manifest
  const answers: Answers = new WeakMap()
  const files = createFolder()
  const pool = createProcessPool({
    most: MOST_PROCESSES,
    start: () =>
      startPluginProcess({
        name,
        executable,
        flags,
        sandbox: options.sandbox,
        data: dataOf(manifest, options),
        readsContents,
        files: files.path,
        maxMemory: options.maxMemory ?? mib(1024),
        detect: options.detect,
      }),
  })
  const remote = createRemote(pool, { digest, inspectors, answers, readsContents, files: files.path })
  return {
    inspectors: toInspectors(inspectors, { digest, answers, askKey: (inspector) => askKey(pool, inspector) }),
    facts: Object.values(facts),
    commands: manifest.commands.map((command) => toCommand(command, { manifest, pool, facts, options })),
    remote: {
      ...remote,
      async close() {
        await remote.close()
        await files.remove()
      },
    },
  }
}

/** A private folder, made when it is first needed. */
function createFolder(): { readonly path: () => Promise<string>; readonly remove: () => Promise<void> } {
  let folder: Promise<string> | undefined
  return {
    path: () => (folder ??= makeTemporaryFolder('plugin')),
    async remove() {
      const made = folder
      folder = undefined
      if (made) await rm(await made, { recursive: true, force: true })
    },
  }
}

/** Milliseconds that a plugin has to say what its records depend on. */
const KEY_TIME = 60_000

async function askKey(pool: ProcessPool, { id, owner }: RecordsOf<unknown>): Promise<string> {
  const task = { do: 'key', inspector: id, ...(owner === undefined ? {} : { owner }) }
  const answer = await pool.inspect(task, { time: KEY_TIME, urgent: true })
  const key = isObject(answer) ? answer['key'] : undefined
  if (typeof key === 'string') return key
  throw new VeinmindError('HOST_PLUGIN_FAILED', `${id}: the plugin does not say what its records depend on`)
}

interface Parts {
  readonly manifest: ExternalManifest
  readonly pool: ProcessPool
  readonly facts: NamedFacts
  readonly options: ExternalOptions
}

function toCommand({ kind, path }: ExternalCommand, { manifest, pool, facts, options }: Parts): Command {
  const { name, inspectors } = manifest
  const scan = async (entity: Entity, context: ScanContext): Promise<void> => {
    const services = createPluginServices({
      plugin: name,
      entity,
      context,
      ...(options.detect ? { detect: options.detect } : {}),
    })
    services.registry
      .define(RECORDS_NAMESPACE, createRecordsService(inspectors, context))
      .define(FACTS_NAMESPACE, createFactsService(facts, context))
    const { log, signal } = context
    const task = { do: 'scan', command: path, kind, id: entity.id }
    const answer = await pool.scan(task, { services: services.registry, log, signal })
    const failure = services.failure() ?? failureIn(answer, name)
    if (failure) throw failure
  }
  return { kind, path, scan }
}

/** What a plugin says that went wrong with a scan. */
function failureIn(answer: Json, name: string): VeinmindError | undefined {
  const error = isObject(answer) ? answer['error'] : undefined
  if (error === undefined || error === null) return undefined
  const message = typeof error === 'string' ? error : JSON.stringify(error)
  return new VeinmindError('HOST_PLUGIN_FAILED', `${name}: ${message.slice(0, 1000)}`)
}
