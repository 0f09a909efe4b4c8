import { VeinmindError } from '@veinmind/sdk'
import { html } from './html/html.ts'
import { cli } from './renderers/cli/cli.ts'
import { events } from './renderers/events.ts'
import { json } from './renderers/json.ts'
import type { Renderer } from './renderer.ts'
import { suggest } from './suggest.ts'

/** The renderers by the name of their format. */
export const RENDERERS: ReadonlyMap<string, Renderer> = new Map(Object.entries({ cli, json, html, events }))

/** The formats that a report can be written in. */
export const FORMATS: readonly string[] = [...RENDERERS.keys()]

/** The formats of a list such as `cli,json`, each once; throws `REPORT_FORMAT_UNKNOWN`. */
export function parseFormats(text: string): readonly string[] {
  const formats = new Set<string>()
  for (const word of text.split(',')) {
    const format = word.trim().toLowerCase()
    if (format === '') continue
    rendererOf(format)
    formats.add(format)
  }
  if (formats.size === 0) throw unknown('')
  return [...formats]
}

/** The renderer of a format; throws `REPORT_FORMAT_UNKNOWN`. */
export function rendererOf(format: string): Renderer {
  const renderer = RENDERERS.get(format)
  if (!renderer) throw unknown(format)
  return renderer
}

function unknown(format: string): VeinmindError {
  const near = suggest(format, FORMATS)
  const message = format === '' ? 'no format is named' : `there is no format ${JSON.stringify(format)}`
  const hint = near === undefined ? `the formats are ${FORMATS.join(', ')}` : `did you mean ${near}? The formats are ${FORMATS.join(', ')}`
  return new VeinmindError('REPORT_FORMAT_UNKNOWN', message, { hint })
}
