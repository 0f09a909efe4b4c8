import { createHash } from 'node:crypto'
import type { FileOwner } from '@veinmind/inventory'
import { trace } from '@veinmind/report'
import { mib } from '@veinmind/sdk'
import type { Container, Found, Image, Location, ScanContext, Severity, Subject } from '@veinmind/sdk'
import { ruleOf } from '../rules/index.ts'
import { historyFiles } from './history-files.ts'
import { placeFiles, placesOf } from './places.ts'
import type { PlaceFile } from './places.ts'
import { programFiles } from './programs.ts'
import type { ProgramFile } from './programs.ts'
import { toolFiles } from './tool-files.ts'

/** What the databases of packages say. */
export interface Owned {
  readonly ownerOf: (path: string) => FileOwner | undefined
}

/** Findings of one kind that are listed. */
const MOST_OF_KIND = 200
/** Changed programs of packages that are compared with what the package says. */
const MOST_COMPARED = 200

const LOOSE = /^\/(?:tmp|var\/tmp|dev\/shm|run|var\/run|mnt|var\/spool)\/|\/\.[^/.][^/]*(?:\/|$)/

/** Reports files that were dropped, replaced or left behind, and permissions that were loosened. */
export async function scanFiles(entity: Image | Container, owned: Owned, ctx: ScanContext): Promise<void> {
  const places = ctx.records(placeFiles)
  if (entity.kind === 'container') {
    await reportPrograms(ctx.records(programFiles), owned, ctx)
    reportPlaces(places, owned, ctx)
  }
  reportPermissions(entity, places, ctx)
  reportTools(ctx)
  reportHistories(ctx)
}

interface Told {
  readonly rule: string
  readonly at: Location
  readonly evidence: string
  readonly severity?: Severity
  readonly subject?: Subject
}

function report(ctx: ScanContext, { rule, at, evidence, severity, subject }: Told): void {
  ctx.report(
    trace({
      rule: ruleOf(rule),
      ...(severity === undefined ? {} : { severity }),
      at,
      from: 'File',
      detail: evidence,
      ...(subject === undefined ? {} : { subject }),
    }),
  )
}

async function reportPrograms(
  files: readonly Found<ProgramFile>[],
  { ownerOf }: Owned,
  ctx: ScanContext,
): Promise<void> {
  const before = new Map(
    files.flatMap(({ isChange, entry, record }) => (isChange ? [] : [[entry.path, record] as const])),
  )
  const installed: Location[] = []
  let [compared, count] = [0, 0]
  for (const { isChange, visible, entry, record, location } of files) {
    if (isChange !== true || !visible) continue
    ctx.signal.throwIfAborted()
    count += 1
    if (count > MOST_OF_KIND * 10) return ctx.incomplete('more programs were changed than are looked at')
    const { path } = entry
    const old = before.get(path)
    const owner = ownerOf(path)
    if ((record.mode & 0o4000) !== 0 && ((old?.mode ?? 0) & 0o4000) === 0 && owner === undefined)
      report(ctx, {
        rule: 'TRACE-003',
        at: location,
        evidence: `set-user-ID ${record.uid === 0 ? 'root' : `user ${record.uid}`} since the container was started`,
      })
    if (owner === undefined) {
      const isLoose = LOOSE.test(path)
      if (old === undefined)
        report(ctx, {
          rule: 'TRACE-001',
          at: location,
          evidence:
            record.kind === 'elf' ? 'a program that the image does not have' : 'a script that the image does not have',
          severity: record.kind === 'elf' && isLoose ? 'high' : record.kind === 'elf' ? 'medium' : 'low',
        })
      else
        report(ctx, {
          rule: 'TRACE-001',
          at: location,
          evidence: 'a program of the image was changed',
          severity: 'medium',
        })
    } else if (compared < MOST_COMPARED) {
      compared += 1
      const differs = await isDifferent(path, owner, ctx)
      if (differs !== undefined)
        report(ctx, {
          rule: 'TRACE-002',
          at: location,
          evidence: `it is not what ${owner.package} installed`,
          subject: { kind: 'file', key: differs },
        })
      else if (old === undefined) installed.push(location)
    }
  }
  if (installed.length > 0)
    report(ctx, {
      rule: 'TRACE-007',
      at: installed[0] ?? {},
      evidence: `packages were installed: ${installed.length} programs are new`,
    })
}

/** The digest of a file that is not the one that its package has; `undefined` where it is, or nothing tells. */
async function isDifferent(
  path: string,
  { digest, isConfig }: FileOwner,
  ctx: ScanContext,
): Promise<string | undefined> {
  const [kind, wanted] = digest?.split(':', 2) ?? []
  if (isConfig || wanted === undefined || !['md5', 'sha1', 'sha256'].includes(kind ?? '')) return undefined
  try {
    const bytes = await ctx.files.readFile(path, { max: mib(64) })
    const own = createHash(kind ?? '')
      .update(bytes)
      .digest('hex')
    return own === wanted ? undefined : createHash('sha256').update(bytes).digest('hex')
  } catch {
    ctx.incomplete('a changed program could not be compared with its package', { path })
    return undefined
  }
}

function reportPlaces(files: readonly Found<PlaceFile>[], { ownerOf }: Owned, ctx: ScanContext): void {
  const counts = new Map<string, number>()
  for (const { isChange, visible, entry, record, location } of files) {
    if (isChange !== true || !visible) continue
    if (record.type === 'block')
      report(ctx, {
        rule: 'TRACE-061',
        at: location,
        evidence: `block device ${entry.device?.major ?? '?'}:${entry.device?.minor ?? '?'}`,
      })
    if (record.type === 'directory') continue
    for (const { rule, what } of placesOf(entry.path)) {
      if (rule === undefined || rule === 'TRACE-060') continue
      // A file that a package installs is no trace.
      if (rule === 'TRACE-004' && ownerOf(entry.path) !== undefined) continue
      const count = (counts.get(rule) ?? 0) + 1
      counts.set(rule, count)
      if (count > MOST_OF_KIND) continue
      report(ctx, { rule, at: location, evidence: `made or changed since the container was started: ${what}` })
    }
    if (record.linkTarget === '/dev/null' && entry.path.endsWith('history'))
      report(ctx, { rule: 'TRACE-051', at: location, evidence: 'it is a link to /dev/null' })
  }
}

/** Reports permissions wider than usual. Owners are not judged in a user namespace, which moves them. */
function reportPermissions(entity: Image | Container, files: readonly Found<PlaceFile>[], ctx: ScanContext): void {
  const user = entity.kind === 'container' ? entity.security.namespaces['user'] : undefined
  const isMoved = user !== undefined && user !== '' && user !== 'host'
  for (const { visible, entry, record, location } of files) {
    if (!visible || record.type === 'symlink') continue
    for (const { most, what, rule } of placesOf(entry.path)) {
      if (rule === 'TRACE-060' && entity.kind === 'container') {
        report(ctx, { rule, at: location, evidence: what })
        continue
      }
      if (most === undefined) continue
      const more = record.mode & 0o777 & ~most
      const octal = (mode: number): string => mode.toString(8).padStart(4, '0')
      if (more !== 0)
        report(ctx, {
          rule: 'TRACE-040',
          at: location,
          evidence: `${what}: mode ${octal(record.mode)}, at most ${octal(most)}`,
          subject: { kind: 'permissions', key: entry.path },
        })
      else if (record.uid !== 0 && !isMoved && !(record.uid < 1000 && /^\/(?:var|usr\/s?bin)/.test(entry.path)))
        report(ctx, { rule: 'TRACE-041', at: location, evidence: `${what}: the owner is ${record.uid}` })
    }
  }
}

function reportTools(ctx: ScanContext): void {
  for (const { record, visible, location, isChange } of ctx.records(toolFiles)) {
    if (!visible) continue
    const { tool, mark, isEscape } = record
    report(ctx, {
      rule: isEscape ? 'TRACE-060' : 'TRACE-062',
      at: location,
      evidence: `${tool}, by what is in it: ${mark}`,
      severity: isChange ? 'high' : 'medium',
    })
  }
}

function reportHistories(ctx: ScanContext): void {
  for (const { record, visible, location, isChange } of ctx.records(historyFiles)) {
    if (!visible) continue
    if (record.isEmpty && isChange) report(ctx, { rule: 'TRACE-051', at: location, evidence: 'it was emptied' })
    for (const [index, { line, text, title, severity }] of record.commands.entries())
      report(ctx, {
        rule: 'TRACE-050',
        at: { ...location, line },
        evidence: `${title}: ${text}`,
        severity: severity as Severity,
        // What others say of the file as a whole stands with the first of its commands.
        ...(index === 0 && record.sha256 !== undefined ? { subject: { kind: 'file', key: record.sha256 } } : {}),
      })
  }
}
