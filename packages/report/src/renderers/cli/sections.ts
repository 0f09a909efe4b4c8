import { localize } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import { gapLines } from '../../text/gap-lines.ts'
import { label, outcomeLabel, typeLabel } from '../../model/labels.ts'
import type { PluginReport, Report } from '../../model/model.ts'
import { placeText } from '../../text/place-text.ts'
import type { RuleGroup } from '../../text/rule-groups.ts'
import { NOTHING_OF_ITS_KIND, NOTHING_SCANNED } from '../../model/skip-reasons.ts'
import { translate } from '../../translate/index.ts'
import type { TableContext } from './table-context.ts'
import { cutEnd, pad, widthOf, wrap, wrapAtMost } from './layout.ts'

/** Rules whose remedy is given without `--verbose`, which gives it beside each. */
const MOST_REMEDIES = 40

/** What to do, once a rule: the first sentence of it. */
export function remedyLines(rules: readonly RuleGroup[], { language, verbose, style, width }: TableContext): string[] {
  const remedies = new Map(
    rules.flatMap(({ main }) => {
      const { id, remediation } = main.main.rule
      return remediation === undefined ? [] : [[id, remediation] as const]
    }),
  )
  if (verbose || remedies.size === 0) return []
  const idWidth = Math.min(
    20,
    [...remedies.keys()].reduce((most, id) => Math.max(most, widthOf(printable(id))), 0),
  )
  const lines = [style.heading(capitalize(label('remediation', language))), '']
  for (const [id, remedy] of [...remedies].slice(0, MOST_REMEDIES)) {
    const [first = ''] = localize(remedy, language).split(/\n|(?<=\.) |(?<=。)/, 1)
    const [head = '', ...more] = wrapAtMost(printable(first), width - idWidth - 4, 2)
    lines.push(
      `  ${pad(cutEnd(printable(id), idWidth), idWidth)}  ${head}`,
      ...more.map((line) => ' '.repeat(idWidth + 4) + line),
    )
  }
  if (remedies.size > MOST_REMEDIES) lines.push(`  ${label('moreRows', language, remedies.size - MOST_REMEDIES)}`)
  return lines
}

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Facts (`info` events): with `--verbose` all, else how many. */
export function inventoryLines(
  { assets }: Report,
  { language, verbose, style, width, namesOf }: TableContext,
): string[] {
  if (!verbose || assets.length === 0) return []
  const lines = [style.heading(`${label('info', language)} (${assets.length})`)]
  for (const { type, target, locations, detail } of assets) {
    const place = placeText(locations[0] ?? {})
    const head = `${typeLabel(type, language)}  ${namesOf(target).join(', ')}${place === '' ? '' : `  ${place}`}`
    lines.push('', ...wrap(printable(head), width - 2).map((line) => `  ${style.strong(line)}`))
    for (const [key, value] of Object.entries(detail)) {
      if (value === undefined || EMPTY.has(JSON.stringify(value))) continue
      const shown = typeof value === 'string' ? value : JSON.stringify(value)
      const text = `${key}: ${key === 'note' ? translate(shown, language) : shown}`
      lines.push(...wrapAtMost(printable(text), width - 4, 12).map((line) => `    ${line}`))
    }
  }
  return lines
}

/** Values that are left out. */
const EMPTY: ReadonlySet<string> = new Set(['""', '[]', '{}', 'null'])

/** Errors, and things that are not for scanning, that are listed without `--verbose`. */
const MOST_ERRORS = 50

/** What went wrong. */
export function errorLines({ errors }: Report, { language, verbose, style, width }: TableContext): string[] {
  if (errors.length === 0) return []
  const lines = [style.error(` ${label('errors', language)} (${errors.length}) `)]
  const shown = verbose ? errors : errors.slice(0, MOST_ERRORS)
  for (const { code, message, hint, target, plugin } of shown) {
    const about = [plugin, target].filter((part) => part !== undefined).join(', ')
    const text = `${about === '' ? '' : `${about}: `}${message}`
    lines.push('', `  ${style.bad(printable(code))}`)
    lines.push(...wrap(printable(text), width - 4).map((line) => `    ${line}`))
    if (hint !== undefined) lines.push(...wrap(printable(hint), width - 4).map((line) => `    ${style.dim(line)}`))
  }
  const left = errors.length - shown.length
  if (left > 0) lines.push('', `  ${label('moreRows', language, left)}`)
  return lines
}

/** Plugins: with `--verbose` all, else those that did not do all of the work that there was for them; where there was none for any, all. */
export function pluginLines({ plugins, targets }: Report, { language, verbose, style, width }: TableContext): string[] {
  const isIdle = ({ reason }: PluginReport): boolean => reason === NOTHING_OF_ITS_KIND || reason === NOTHING_SCANNED
  const areAllIdle = plugins.every(({ reason }) => reason === NOTHING_OF_ITS_KIND)
  const shown = verbose
    ? plugins
    : plugins.filter(
        (plugin) => plugin.note !== undefined || (plugin.outcome !== 'ok' && (areAllIdle || !isIdle(plugin))),
      )
  if (shown.length === 0) return []
  const nameWidth = Math.min(
    24,
    shown.reduce((most, { name }) => Math.max(most, widthOf(printable(name))), 0),
  )
  const lines = [style.heading(label('plugins', language)), '']
  for (const plugin of shown) {
    const { name, version, outcome, reason, durationMs, coverage } = plugin
    const files = label('files', language, coverage.scanned.toLocaleString('en-US'))
    const facts = `${outcomeLabel(outcome, language)}  ${version}  ${label('seconds', language, (durationMs / 1000).toFixed(1))}  ${files}`
    const text = reason === undefined ? facts : `${facts}  ${translate(reason, language)}`
    const [first = '', ...others] = wrap(printable(text), width - nameWidth - 4)
    const short = wrapAtMost(printable(name), nameWidth, 1)[0] ?? ''
    lines.push(`  ${pad(short, nameWidth)}  ${outcome === 'ok' ? first : style.bad(first)}`)
    lines.push(...others.map((line) => ' '.repeat(nameWidth + 4) + line))
    for (const gap of gapLines(plugin, targets.length > 1, language)) {
      const [head = '', ...rest] = wrap(printable(gap), width - nameWidth - 6)
      lines.push(`${' '.repeat(nameWidth + 4)}- ${head}`, ...rest.map((line) => ' '.repeat(nameWidth + 6) + line))
    }
  }
  return lines
}

/** With `--verbose`: each file that was not seen whole, and why. */
export function problemLines({ plugins }: Report, { language, verbose, style, width }: TableContext): string[] {
  const problems = plugins.flatMap(({ name, coverage }) => coverage.problems.map((problem) => ({ name, ...problem })))
  if (!verbose || problems.length === 0) return []
  const lines = [style.heading(`${label('problems', language)} (${problems.length})`), '']
  for (const { name, target, path = '', inspector, reason } of problems) {
    const who = inspector === undefined ? name : `${name}/${inspector}`
    const [first = '', ...others] = wrap(printable(`${reason}  ${path}  (${who}, ${target})`), width - 4)
    lines.push(`  ${first}`, ...others.map((line) => `    ${line}`))
  }
  return lines
}

/** What is there and is not for scanning: with `--verbose`, or where nothing else is there, since that is then why. */
export function skippedLines(
  { skipped, targets }: Report,
  { language, verbose, style, width }: TableContext,
): string[] {
  if ((!verbose && targets.length > 0) || skipped.length === 0) return []
  const lines = [style.heading(`${label('skipped', language)} (${skipped.length})`), '']
  const shown = verbose ? skipped : skipped.slice(0, MOST_ERRORS)
  for (const { target, reason } of shown) {
    const [first = '', ...others] = wrap(printable(`${target}: ${reason}`), width - 4)
    lines.push(`  ${first}`, ...others.map((line) => `    ${line}`))
  }
  const left = skipped.length - shown.length
  if (left > 0) lines.push('', `  ${label('moreRows', language, left)}`)
  return lines
}
