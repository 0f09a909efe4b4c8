import type { Report, ReportedError } from '@veinmind/report'
import { REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { JsonObject } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'

/** Tells a host what the plugin saw of its entity and how the scan ended; false for a host that has no such functions. */
export async function tellEnd(client: ServiceClient, report: Report): Promise<boolean> {
  const [plugin] = report.plugins
  if (!plugin) return false
  const { outcome, coverage, name } = plugin
  const failure = failureOf(report, plugin)
  // What the plugin itself said that it did not do, each with its path; others are files of its inspectors.
  const own = coverage.problems.filter(({ inspector }) => inspector === undefined)
  const isSaid = own.length > 0 && coverage.errored === 0
  try {
    for (const { reason, path } of own)
      await client.call(REPORT_NAMESPACE, 'incomplete', reason, ...(path === undefined ? [] : [path]))
    await client.call(REPORT_NAMESPACE, 'covered', {
      scanned: coverage.scanned,
      skipped: coverage.skipped,
      truncated: coverage.truncated,
      errored: coverage.errored,
      rereads: coverage.rereads,
      layers: (report.targets[0]?.layers ?? []).flatMap(({ index, source }) => (source === 'none' ? [] : [index])),
      problems: coverage.problems.flatMap(({ target: _target, ...problem }) =>
        problem.inspector === undefined ? [] : [problem],
      ),
      errors: report.errors.filter((error) => error !== failure && error.plugin !== name).map(plain),
      ...(outcome === 'partial' && !failure && !isSaid ? { incomplete: reasonOf(report) } : {}),
    })
    if (failure) await client.call(REPORT_NAMESPACE, 'fail', plain(failure))
    return true
  } catch {
    return false
  }
}

/** What the plugin failed with, also when it had reported before, or why there was nothing for it; other errors are those of the entity. */
function failureOf(report: Report, { name, outcome }: Report['plugins'][number]): ReportedError | undefined {
  const own = report.errors.filter((error) => error.plugin === name)
  if (outcome === 'failed' || report.targets.length === 0) return own[0] ?? report.errors[0]
  return outcome === 'partial' ? own.find(({ message }) => message === reasonOf(report)) : undefined
}

/** The plugin's reason without the name of the target, of which there is one. */
function reasonOf({ plugins: [plugin], targets: [target] }: Report): string {
  const { reason = 'part of it was not scanned' } = plugin ?? {}
  const prefix = `${target?.name}: `
  return reason.startsWith(prefix) ? reason.slice(prefix.length) : reason
}

function plain({ code, message, hint }: ReportedError): JsonObject {
  return { code, message, ...(hint === undefined ? {} : { hint }) }
}
