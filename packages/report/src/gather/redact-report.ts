import { joinStretches } from '@veinmind/internal/text'
import { maskSecret } from '@veinmind/sdk'
import { withoutUserInfo } from '@veinmind/sdk/target'
import type { Json, JsonObject, Location } from '@veinmind/sdk'
import type { ReportParts } from './report-parts.ts'
import { mapStrings } from '../redact/map-strings.ts'
import type { Asset, Finding, OtherFinding, TargetReport } from '../model/model.ts'
import { findOwnWord, isPlainWord } from '../redact/plain-words.ts'
import { createRedactors, fromFind, movedPosition, withKeeper } from '../redact/redact.ts'
import type { Redactor, Redactors } from '../redact/redact.ts'
import { createSecretMatcher, SHORTEST } from '../redact/secret-matcher.ts'
import type { SecretKeeper } from '../redact/secret-keeper.ts'
import type { StoredEvent } from '../store/stored-event.ts'

/** The parts of a report without secrets; events one by one. */
export interface Redacted extends Pick<ReportParts, 'targets' | 'plugins' | 'errors' | 'skipped'> {
  readonly redactEvent: (event: StoredEvent) => Finding | Asset
}

/**
 * The parts of a report with every secret of every event masked in every text, whichever event, error or note it stands
 * in, and however it is written there. Three exceptions keep the report readable, and give nothing away that it does not say
 * openly:
 * - a secret of fewer than four characters is masked in its own event, where it stands as a word;
 * - a plain word or path (`root`, `gitea`, `123456`, `/run/secrets/db`) stays where it names something (`image: gitea/gitea`), and,
 *   where paths or names of the report have it anyway, wherever nothing says that it is a secret;
 * - the texts of rules, and ids, keep plain words ("Weak password").
 *
 * What a keeper knows is masked as well.
 */
export function redactAll(
  parts: Pick<ReportParts, 'secrets' | 'targets' | 'plugins' | 'errors' | 'skipped'>,
  openWords: ReadonlySet<string>,
  keeper?: SecretKeeper,
): Redacted {
  const byEvents = createRedactors(parts.secrets, openWords)
  const redactors = keeper ? withKeeper(byEvents, keeper.find) : byEvents
  const { all } = redactors
  // What was scanned is named by addresses, which may have logins.
  const outside = (text: string): string => withoutUserInfo(all.mask(text))
  const known = new Map<object, unknown>()
  const once = <T extends object>(value: T, redact: Redactor): T => {
    const done = known.get(value) as T | undefined
    if (done) return done
    const redacted = mapStrings(value, redact.mask)
    known.set(value, redacted)
    return redacted
  }
  const redactEvent = ({ event, secrets }: StoredEvent): Finding | Asset => {
    const own = ownRedactor(secrets, 'evidence' in event ? event.evidence : undefined, all)
    const target: Asset['target'] = once(event.target, all)
    const redacted = {
      ...event,
      target: target === event.target ? target : { ...target, kind: event.target.kind },
      locations: event.locations.map((location) => redactLocation(location, all, own)),
      detail: redactDetail(event, redactors, own),
    }
    if (!('fingerprint' in redacted)) return redacted
    const { rule, evidence, others, because, accepted } = redacted
    return {
      ...redacted,
      rule: once(rule, redactors.strong),
      ...(accepted === undefined ? {} : { accepted: once(accepted, all) }),
      ...(evidence === undefined ? {} : { evidence: own.mask(evidence) }),
      ...(because === undefined
        ? {}
        : {
            because: because.map((one) => ({
              ...one,
              title: mapStrings({ title: one.title }, redactors.strong.mask).title,
              ...(one.target === undefined ? {} : { target: { ...one.target, name: all.mask(one.target.name) } }),
            })),
          }),
      ...(others === undefined ? {} : { others: others.map((other) => redactOther(other, event, secrets)) }),
    }
  }
  const redactOther = (
    other: OtherFinding,
    { time, target }: Finding | Asset,
    secrets: readonly string[],
  ): OtherFinding => {
    const {
      time: _time,
      target: _target,
      ...redacted
    } = redactEvent({ event: { ...other, time, target }, secrets }) as Finding
    return redacted
  }
  return {
    redactEvent,
    targets: parts.targets.map((target) => redactTarget(target, outside)),
    plugins: parts.plugins.map((plugin) => ({
      ...plugin,
      ...(plugin.reason === undefined ? {} : { reason: outside(plugin.reason) }),
      ...(plugin.note === undefined ? {} : { note: outside(plugin.note) }),
      ...(plugin.gaps === undefined ? {} : { gaps: mapStrings(plugin.gaps, outside) }),
      coverage: { ...plugin.coverage, problems: mapStrings(plugin.coverage.problems, outside) },
    })),
    errors: parts.errors.map((error) => ({ ...mapStrings(error, outside), code: error.code })),
    skipped: mapStrings(parts.skipped, outside),
  }
}

/** Values of the model itself (kinds, outcomes, classes) are never masked. */
function redactTarget(target: TargetReport, mask: (text: string) => string): TargetReport {
  const { kind, outcome, layers } = target
  return {
    ...mapStrings(target, mask),
    kind,
    outcome,
    ...(layers ? { layers: layers.map((layer) => ({ ...mapStrings(layer, mask), source: layer.source })) } : {}),
  }
}

/** Finds which of the secrets that are plain words stand in paths, user names and the names of targets. */
export function createOpenWords({ secrets, targets, plugins }: Pick<ReportParts, 'secrets' | 'targets' | 'plugins'>): {
  readonly found: ReadonlySet<string>
  look(event: Finding | Asset): void
} {
  const words = [...secrets].filter((secret) => secret.length >= SHORTEST && isPlainWord(secret))
  const matcher = createSecretMatcher(words)
  const open = new Set<string>()
  const looked = new Set<string>()
  const lookAt = (text: unknown) => {
    if (typeof text !== 'string') return
    for (const { start, end } of matcher.find(text)) {
      const stretch = text.slice(start, end)
      if (looked.has(stretch)) continue
      looked.add(stretch)
      for (const word of words) if (stretch.includes(word)) open.add(word)
    }
  }
  const seen = new WeakSet<object>()
  for (const { name } of [...targets, ...plugins]) lookAt(name)
  return {
    found: open,
    look({ target, locations, detail }) {
      if (words.length === 0) return
      if (!seen.has(target)) [target.name, ...target.references].forEach(lookAt)
      seen.add(target)
      for (const { path } of locations) lookAt(path)
      for (const key of NAME_KEYS) lookAt(detail[key])
    },
  }
}

/** Members of details that name something: what stands there is said openly. */
const NAME_KEYS = ['username', 'path', 'filePath', 'service', 'type', 'engine', 'key'] as const

/** Members of details that are texts of the plugin, not of what was scanned. */
const PLUGIN_KEYS: ReadonlySet<string> = new Set([
  'rule_id',
  'rule_name',
  'rule_description',
  'description',
  'level',
  'rule_info',
])

/** Members of details that hold what was scanned. */
const CONTENT_KEYS: ReadonlySet<string> = new Set(['value', 'context_content', 'content', 'exp', 'detail', 'file_info'])

/** What an event's own plain and short secrets are hidden by too, in its own texts; its evidence shows them. */
function ownRedactor(secrets: readonly string[], evidence: string | undefined, all: Redactor): Redactor {
  const own = secrets.filter((secret) => secret.length < SHORTEST || isPlainWord(secret))
  if (own.length === 0) return all
  return fromFind((text) =>
    joinStretches([...all.find(text), ...own.flatMap((secret) => findOwnWord(text, secret, text === evidence))]),
  )
}

function redactLocation(location: Location, all: Redactor, own: Redactor): Location {
  const { step } = location
  const masked = mapStrings(location, all.mask)
  return step ? { ...masked, step: { ...step, createdBy: own.mask(step.createdBy) } } : masked
}

function redactDetail(event: Finding | Asset, { all, strong }: Redactors, own: Redactor): JsonObject {
  const { detail } = event
  let changed = false
  const members = Object.entries(detail).map(([key, value]): [string, typeof value] => {
    const name = strong.mask(key)
    const masked = value === undefined ? value : redactMember(key, value, { all, strong, own })
    changed ||= name !== key || masked !== value
    return [name, masked]
  })
  return changed ? moveHighlight(Object.fromEntries(members), detail, own) : detail
}

function redactMember(
  key: string,
  value: Json,
  { all, strong, own }: { readonly all: Redactor; readonly strong: Redactor; readonly own: Redactor },
): Json {
  // A password that a type says to be one is masked as a whole, whatever it is.
  if (key === 'password' && typeof value === 'string') return value === '' ? '' : maskSecret(value)
  if (PLUGIN_KEYS.has(key)) return mapStrings(value, strong.mask)
  return mapStrings(value, CONTENT_KEYS.has(key) ? own.mask : all.mask)
}

/** `context_content_highlight_range` points at the same text after the text before it has changed its length. */
function moveHighlight(detail: JsonObject, original: JsonObject, { find }: Redactor): JsonObject {
  const { context_content: context, context_content_highlight_range: range } = original
  if (typeof context !== 'string' || !Array.isArray(range)) return detail
  const stretches = find(context)
  const moved = range.map((index) => (typeof index === 'number' ? movedPosition(context, index, stretches) : index))
  return { ...detail, context_content_highlight_range: moved }
}
