import type { Service } from '@veinmind/internal/services'
import type { Entity, Json, JsonObject, Logger, ReportEvent, ScanContext, ServiceFunction } from '@veinmind/sdk'
import { isObject } from '@veinmind/internal'
import {
  CONF_NAMESPACE,
  ENTITY_NAMESPACE,
  LOGGING_NAMESPACE,
  Registry,
  REPORT_NAMESPACE,
} from '@veinmind/internal/services'
import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import { createEntityService } from './entity-service.ts'
import { fromLegacyEvent, isLegacyEvent } from './legacy-event.ts'
import { MAX_PATH, parseFailure, parseSeen } from './parse-seen.ts'
import { cleanTexts, createCleaner, nameSecrets } from './shown-secrets.ts'
import type { DetectSecrets } from './shown-secrets.ts'

/** Bounds of what one plugin may say of one entity. */
const MAX_COVERED = 100

/** What a plugin is given while it scans one entity. */
export interface PluginServices {
  readonly registry: Registry
  /** The failure that the plugin has told, if it has. */
  failure(): VeinmindError | undefined
}

/** One scan of one entity by one plugin. */
export interface PluginScan {
  readonly plugin: string
  readonly entity: Entity
  readonly context: ScanContext
  /** Where the file was put that is scanned, when the plugin opens it by itself; in events, its own path stands for it. */
  readonly file?: string
  readonly detect?: DetectSecrets
}

/** The services for one scan. */
export function createPluginServices(scan: PluginScan): PluginServices {
  const { entity, context } = scan
  const clean = createCleaner(scan.detect)
  let failure: VeinmindError | undefined
  const fail = (value: Json | undefined) => {
    const { code, message, hint } = parseFailure(cleanTexts(value, clean))
    failure ??= new VeinmindError(code, message, hint === undefined ? {} : { hint })
    return undefined
  }
  const registry = new Registry()
    .define(REPORT_NAMESPACE, reportService(scan, fail))
    .define(LOGGING_NAMESPACE, loggingService(context.log))
    .define(ENTITY_NAMESPACE, createEntityService(entity, context))
  const pull = context.service(CONF_NAMESPACE, 'pull')
  if (pull) registry.define(CONF_NAMESPACE, { manifest: {}, functions: { pull } })
  return { registry, failure: () => failure }
}

function reportService(scan: PluginScan, fail: ServiceFunction): Service {
  const { context } = scan
  const clean = createCleaner(scan.detect)
  const report = (event: Json | undefined) => {
    if (!isObject(event)) throw new VeinmindError('HOST_EVENT_INVALID', 'an event must be an object')
    const ours = isLegacyEvent(event)
      ? fromLegacyEvent(withOwnPath(event, scan), scan.plugin)
      : (event as unknown as ReportEvent)
    context.report(nameSecrets(ours, scan.detect))
    return undefined
  }
  const incomplete = (reason: Json | undefined, path?: Json) => {
    context.incomplete(
      cutText(clean(asText(reason)), 1000),
      typeof path === 'string' ? { path: cutText(path, MAX_PATH) } : undefined,
    )
    return undefined
  }
  let calls = 0
  const covered = (seen: Json | undefined) => {
    if (++calls > MAX_COVERED)
      throw new VeinmindError('HOST_CALL_INVALID', `covered is called more than ${MAX_COVERED} times`)
    context.covered(parseSeen(cleanTexts(seen, clean)))
    return undefined
  }
  // libveinmind's Go plugins call the function by its Go name.
  const inventory = (item: Json | undefined) => {
    context.inventory(item as never)
    return undefined
  }
  return { manifest: {}, functions: { report, Report: report, inventory, incomplete, covered, fail } }
}

function withOwnPath(event: JsonObject, { entity, file }: PluginScan): JsonObject {
  if (file === undefined || entity.kind !== 'iac') return event
  const inText = (text: string): string => JSON.stringify(text).slice(1, -1)
  return JSON.parse(JSON.stringify(event).replaceAll(inText(file), () => inText(entity.path))) as JsonObject
}

/** libveinmind's levels: 0 panic, 1 fatal, 2 error, 3 warn, 4 info, 5 debug, 6 trace. */
const LEVELS: readonly (keyof Logger)[] = ['error', 'error', 'error', 'warn', 'info', 'debug', 'debug']
const BUFFER_NANOSECONDS = 20_000_000
const MAX_FIELDS = 20

function loggingService(log: Logger): Service {
  const write = (lines: Json | undefined) => {
    for (const line of Array.isArray(lines) ? (lines as readonly Json[]) : []) {
      if (isObject(line)) writeLine(log, line)
    }
    return undefined
  }
  return { manifest: {}, functions: { getConfig: () => ({ level: 4, delay: BUFFER_NANOSECONDS }), log: write } }
}

/** Go plugins write `Level` and `Msg`, Python ones `level` and `msg`. */
function writeLine(log: Logger, line: JsonObject): void {
  const level = LEVELS[Number(line['Level'] ?? line['level'])] ?? 'info'
  const given = line['Fields'] ?? line['fields']
  const fields: Record<string, string> = { message: cutText(asText(line['Msg'] ?? line['msg']), 2000) }
  for (const [name, value] of Object.entries(isObject(given) ? given : {}).slice(0, MAX_FIELDS)) {
    fields[`plugin.${name}`] = cutText(asText(value), 500)
  }
  log[level]('a plugin says', fields)
}

const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))
