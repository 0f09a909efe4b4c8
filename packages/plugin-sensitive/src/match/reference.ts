import type { Format } from './format.ts'
import { randomness } from './randomness.ts'
import type { Value } from './value.ts'

// Forms with an end of their own are templates in whatever file they stand; what stands between must read as a name.
const INSIDE = String.raw`\s{0,4}[A-Za-z_@$.][\w.\[\]()'" |:,/?@$-]{0,100}`
const TEMPLATES = new RegExp(
  [
    String.raw`\$\{${INSIDE}\}`,
    String.raw`\$\(${INSIDE}\)`,
    String.raw`\$\{\{.{1,200}\}\}`,
    String.raw`\{\{.{1,200}\}\}`,
    '<%.{1,200}%>',
    String.raw`<\?(?:php|=)?\s.{1,200}`,
    String.raw`#\{${INSIDE}\}`,
    String.raw`%\{${INSIDE}\}`,
    String.raw`%\([A-Za-z_]\w{0,60}\)[sd]`,
    String.raw`\{%.{1,200}%\}`,
    String.raw`\[\[.{1,200}\]\]`,
  ].join('|'),
)
const EVERY_TEMPLATE = new RegExp(TEMPLATES.source, 'g')
const WHOLE = new RegExp(
  [
    String.raw`<[^<>]{1,200}>`,
    String.raw`\{[\w.:!\[\]'"()-]{0,80}\}`,
    String.raw`\[[A-Za-z][\w ,./-]{0,80}\]`,
    '%[A-Za-z_][A-Za-z0-9_]{0,60}%',
    String.raw`_{2}\w{1,60}_{2}`,
    String.raw`@{1,2}[A-Za-z_][\w.-]{0,60}@{1,2}`,
    '#{1,4}[A-Za-z_][A-Za-z0-9_]{0,60}#{1,4}',
    String.raw`\*{3,}`,
    String.raw`\*{2}.{0,60}\*{2}`,
    String.raw`%[sdvq@]`,
    String.raw`(?:%s|\{\d?\})[\s\S]{0,40}`,
    String.raw`ENC\(.{1,1000}\)?`,
    String.raw`@Microsoft\.KeyVault\(.{1,300}`,
  ].join('|'),
)
const IS_WHOLE = new RegExp(`^(?:${WHOLE.source})$`)
const STORED =
  /^(?:arn:|vault:|secret:|ref\+|file:|env:|ssm:|op:\/\/|gcp:|azure:|sm:\/\/|keyring:|config:|azurekeyvault:|ref:)/i
const VARIABLE = /^\$(?:env:|script:|global:)?([A-Za-z_][\w:]{0,60})(?:\W.{0,80})?$|^\$\{?\w/

/** A regular expression between slashes: `password = preg_replace('/[^a-z]/i', '', password)`. */
const EXPRESSION = /^\/(?=[^\n]{0,200}(?:\[|\\|\(|\.[*+]))[^\n]{1,200}\/[a-z]{0,5}$/

/** A text that is so random holds the marks of a reference by chance. */
const CHANCE = 25

/** The default of `${NAME:-default}` and `${name:default}`; undefined for another text. */
export function defaultOf(text: string): string | undefined {
  return /^\$\{[\w.]{1,80}(?::-|:=|:\?|:|-)([^{}$]{1,200})\}$/.exec(text)?.[1]
}

/** Whether a value stands for something else, in the format that it is written in. */
export function isReference({ text, quote }: Value, format: Format): boolean {
  const head = text.slice(0, 512)
  if (STORED.test(head) || ((IS_WHOLE.test(head) || EXPRESSION.test(head)) && randomness(head) < CHANCE)) return true
  // What is left without the templates is words, unless their marks stand in random text by chance.
  if (TEMPLATES.test(head) && randomness(head.replace(EVERY_TEMPLATE, '')) < CHANCE) return true
  if (
    /^\$\w{1,60}(?:\[|->)/.test(head) ||
    (head.length < 40 && /\{\d{0,2}\}/.test(head) && randomness(head) < 10) ||
    /(?:\{\d{0,2}\}[^{}]{0,20}){2}/.test(head)
  )
    return true
  // Tags, anchors and aliases of YAML; a name of CSS.
  if (quote === '' && (/^[!&*][A-Za-z_][\w.-]{0,60}$/.test(head) || /^[!|>][-+]?$/.test(head) || head.startsWith('!!')))
    return true
  return head.includes('$') && isVariable(head, quote, format)
}

/** `$NAME` as a whole is a template in every format when it is written as variables are; within a text it refers where the format says so, and the name reads as one. */
function isVariable(text: string, quote: string, format: Format): boolean {
  const whole = VARIABLE.exec(text)
  if (whole?.[1] !== undefined) {
    if (/^\$(?:env|script|global):/i.test(text) || /^[A-Z][A-Z0-9_]{2,}$/.test(whole[1])) return true
    if (randomness(whole[1]) < 4 && randomness(text) < CHANCE && (quote === '' || format.expandsDollar)) return true
  }
  if (!format.expandsDollar || quote === "'") return false
  return [...text.matchAll(/\$([A-Za-z_]\w{0,60})/g)].some(([, name = '']) => name.length > 2 && randomness(name) < 3)
}
