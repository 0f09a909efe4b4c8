import { assetEvents, createReportService, legacyEvent } from '@veinmind/report'
import type { EventSource, ReportedError, ReportService, ReportServiceOptions, TargetReport } from '@veinmind/report'
import type { InventoryPackage, JsonObject, ReportEvent } from '@veinmind/sdk'
import { createCallQueue } from './call-queue.ts'
import type { Converted } from './call-queue.ts'
import type { HostConnection } from './connect-host.ts'

/** A report service that hands events on to a host. */
export interface HostedReport {
  readonly service: ReportService
  /** Resolves when every event so far has been taken or refused by the host. */
  flush(): Promise<void>
  /** Events that the host has refused; they are part of the service's errors. */
  readonly refused: readonly ReportedError[]
}

/** How events are written. */
export interface HostedReportOptions extends ReportServiceOptions {
  /** What runs or keeps the target of that id, where it is known. */
  readonly runtimeOf: (id: string) => string | undefined
}

/**
 * The report service of a hosted plugin: each event goes to the host's report service in the order in which it was reported,
 * as it is to a host of ours (which masks secrets) and as the original's event JSON to any other. What the host refuses is an
 * error of the report.
 */
export function createHostedReport(
  { client, handsOver }: Pick<HostConnection, 'client' | 'handsOver'>,
  options: HostedReportOptions,
): HostedReport {
  const own = { ...createReportService({ ...options, hosted: true }), knowsFindings: false }
  /** What a host that takes no packages gets as an event, once the target is done. */
  const inventories = new Map<string, { readonly source: EventSource; readonly service: ReportService }>()
  const refused: ReportedError[] = []
  const refuse = (error: ReportedError): void => {
    refused.push(error)
    own.addError(error)
  }

  const calls = createCallQueue(client, refuse)
  const add = calls.add
  const addPackage = (item: InventoryPackage, source: EventSource): void => {
    if (handsOver)
      return add(source, () => ({ calls: [['inventory', { ...item } as unknown as JsonObject]], errors: [] }))
    const { id } = source.target
    const inventory = inventories.get(id) ?? { source, service: createReportService(options) }
    inventories.set(id, inventory)
    inventory.service.addPackage(item, source)
  }
  const report = (event: ReportEvent, source: EventSource): void => {
    // Events that wait already are masked by it too: each is masked when it is sent.
    const { secrets } = event as Partial<ReportEvent>
    if (Array.isArray(secrets)) options.keeper?.add(secrets.filter((secret) => typeof secret === 'string'))
    add(source, () =>
      handsOver
        ? { calls: [['report', { ...event } as unknown as JsonObject]], errors: [] }
        : toLegacyEvents(event, source, options),
    )
  }
  return {
    service: {
      ...own,
      report,
      addPackage,
      addTarget(target) {
        own.addTarget(target)
        const inventory = inventories.get(target.id)
        if (!inventory) return
        inventories.delete(target.id)
        add(inventory.source, () => toAssetEvents(inventory.service, target))
      },
      service: (source) => ({
        manifest: {},
        functions: {
          report(event) {
            report(event as unknown as ReportEvent, source)
            return undefined
          },
          inventory(item) {
            addPackage(item as unknown as InventoryPackage, source)
            return undefined
          },
        },
      }),
    },
    flush: calls.flush,
    refused,
  }
}

/** One event as the original writes it, its secrets masked; or why it is none. */
function toLegacyEvents(event: ReportEvent, source: EventSource, options: HostedReportOptions): Converted {
  const service = createReportService({ ...options, single: true })
  const runtime = options.runtimeOf(source.target.id)
  service.report(event, runtime === undefined ? source : { ...source, target: { ...source.target, runtime } })
  const { findings, assets, errors } = service.finish()
  const calls = [...findings, ...assets].map((one) => ['report', legacyEvent(one)] as const)
  service.close()
  return { calls, errors }
}

/** The inventory of a target as the original writes it. */
function toAssetEvents(service: ReportService, target: TargetReport): Converted {
  service.addTarget(target)
  const report = service.finish()
  const calls = Array.from(assetEvents(report), (event) => ['report', legacyEvent(event)] as const)
  service.close()
  return { calls, errors: report.errors }
}
