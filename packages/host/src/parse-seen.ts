import type { Json, JsonObject, Seen } from '@veinmind/sdk'
import { isObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'

const MAX_PROBLEMS = 1000
const MAX_ERRORS = 20
const MAX_LAYERS = 10_000
const MAX_REASONS = 100
const MAX_TEXT = 1000
/** The reason that stands for those beyond the limit. */
const OTHER_REASONS = 'other reasons'
/** Longest path that is kept: that of Linux, and a little. */
export const MAX_PATH = 5000

/** What a plugin says that it saw; throws `HOST_CALL_INVALID` for what cannot be added up. Lists that are too long are cut, and said to be. */
export function parseSeen(value: Json | undefined): Seen {
  const {
    scanned,
    skipped = {},
    truncated,
    errored,
    rereads,
    layers,
    problems,
    errors,
    incomplete,
  } = asObject(value, 'what was seen')
  const reasons = [
    ...(typeof incomplete === 'string' ? [cut(incomplete)] : []),
    ...(
      [
        ['layers', layers, MAX_LAYERS],
        ['problems', problems, MAX_PROBLEMS],
        ['errors', errors, MAX_ERRORS],
      ] as const
    ).flatMap(([name, list, most]) =>
      Array.isArray(list) && list.length > most
        ? [`the plugin names ${list.length} ${name}, of which ${most} are taken`]
        : [],
    ),
  ]
  return {
    scanned: asCount(scanned),
    skipped: parseSkipped(asObject(skipped, 'skipped')),
    truncated: asCount(truncated),
    errored: asCount(errored),
    rereads: asCount(rereads),
    layers: asList(layers, MAX_LAYERS).map(asCount),
    problems: asList(problems, MAX_PROBLEMS).map(parseProblem),
    errors: asList(errors, MAX_ERRORS).map(parseFailure),
    ...(reasons.length > 0 ? { incomplete: reasons.join('; ') } : {}),
  }
}

/** Files by the reason why they were left out: those of reasons beyond the limit are counted under one. */
function parseSkipped(skipped: JsonObject): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const [given, count] of Object.entries(skipped)) {
    const name = cut(given)
    const reason = counts.has(name) || counts.size < MAX_REASONS ? name : OTHER_REASONS
    counts.set(reason, (counts.get(reason) ?? 0) + asCount(count))
  }
  return Object.fromEntries(counts)
}

/** A failure that a plugin names; a code that is none becomes ours. */
export function parseFailure(value: Json | undefined): {
  readonly code: string
  readonly message: string
  readonly hint?: string
} {
  const { code, message, hint } = asObject(value, 'a failure')
  return {
    code: typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : 'HOST_PLUGIN_FAILED',
    message: typeof message === 'string' ? cut(message) : 'it does not say what',
    ...(typeof hint === 'string' ? { hint: cut(hint) } : {}),
  }
}

function parseProblem(value: Json): { readonly path?: string; readonly inspector?: string; readonly reason: string } {
  const { path, inspector, reason } = asObject(value, 'a problem')
  return {
    ...(typeof path === 'string' ? { path: cutText(path, MAX_PATH) } : {}),
    ...(typeof inspector === 'string' ? { inspector: cut(inspector) } : {}),
    reason: typeof reason === 'string' ? cut(reason) : '',
  }
}

function asCount(value: Json | undefined = 0): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new VeinmindError('HOST_CALL_INVALID', 'a count must be 0, 1, 2, …')
}

function asList(value: Json | undefined = [], most: number): readonly Json[] {
  if (!Array.isArray(value)) throw new VeinmindError('HOST_CALL_INVALID', 'what should be a list is none')
  return (value as readonly Json[]).slice(0, most)
}

function asObject(value: Json | undefined, what: string): JsonObject {
  if (isObject(value)) return value
  throw new VeinmindError('HOST_CALL_INVALID', `${what} must be an object`)
}

const cut = (text: string): string => cutText(text, MAX_TEXT)
