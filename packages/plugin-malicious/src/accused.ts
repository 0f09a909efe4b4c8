import { owners } from '@veinmind/inventory'
import type { Digests, Found, Inspector, ScanContext } from '@veinmind/sdk'
import type { Verdict } from './engines/engine.ts'
import type { FileRecord } from './inspect/record.ts'

/** The verdicts of all engines on one file. */
export interface Accused {
  readonly found: Pick<Found<unknown>, 'entry' | 'location'>
  readonly verdicts: Map<string, Verdict>
  digests: Digests
}

/** The files on which there are verdicts, each once, however many engines gave one. */
export function gatherAccused(
  context: Pick<ScanContext, 'records'>,
  inspectors: readonly Inspector<FileRecord>[],
): Map<string, Accused> {
  const files = new Map<string, Accused>()
  for (const inspector of inspectors)
    for (const { record, entry, location } of context.records(inspector))
      accuse(files, { entry, location }, record.verdicts, record.digests ?? {})
  return files
}

/** Adds verdicts on a file. */
export function accuse(
  files: Map<string, Accused>,
  found: Accused['found'],
  verdicts: readonly Verdict[],
  digests: Digests,
): void {
  const key = JSON.stringify([found.location.path, found.location.layer?.index])
  const file = files.get(key) ?? { found, verdicts: new Map<string, Verdict>(), digests }
  file.digests = { ...digests, ...file.digests }
  for (const verdict of verdicts) {
    const name = JSON.stringify([verdict.engine, verdict.rule, verdict.name, verdict.member])
    if (!file.verdicts.has(name)) file.verdicts.set(name, verdict)
  }
  files.set(key, file)
}

/** The package, by its purl, of each file that is as the package brought it. */
export async function unchangedFiles<F extends { readonly path: string; readonly digests: Digests }>(
  files: readonly F[],
  context: Pick<ScanContext, 'fact'>,
): Promise<ReadonlyMap<F, string>> {
  const byPath = Map.groupBy(files, ({ path }) => withoutUsr(path))
  const owned = new Map<F, string>()
  if (files.length === 0) return owned
  for (const { path, digest = '', package: purl } of await context.fact(owners))
    for (const file of byPath.get(withoutUsr(path)) ?? []) {
      const [name = '', value] = digest.split(':')
      const own = Object.entries(file.digests).find(([kind]) => kind === name)?.[1]
      if (value !== undefined && own === value) owned.set(file, purl)
    }
  return owned
}

/** `/usr/lib/x` and `/lib/x` are one file where `/lib` is a link, and databases name either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}
