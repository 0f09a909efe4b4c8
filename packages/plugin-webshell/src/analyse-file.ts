import type { Found, Language } from './model/finding.ts'
import { readCode } from './model/text.ts'
import { analysePhp } from './php/analyse.ts'
import type { Analysis } from './php/analyse.ts'
import { analyseWords } from './words/analyse-words.ts'
import { CFM, NODE, PERL, PYTHON, RUBY } from './words/cgi.ts'
import { analyseClass } from './words/class-file.ts'
import { JSP } from './words/java.ts'
import { ASP, ASP_JSCRIPT, ASPX, ASPX_BASIC } from './words/net.ts'
import type { Profile } from './words/profile.ts'
import { codeOfTemplate, decodeUnicode, expressionsOf } from './words/templates.ts'

const PROFILES: Readonly<Partial<Record<Language, Profile>>> = {
  cfm: CFM,
  perl: PERL,
  python: PYTHON,
  ruby: RUBY,
  node: NODE,
}

/** What a file of a language does with requests: the findings, and whether the analysis was cut short. */
export function analyseFile(bytes: Uint8Array, language: Language): Analysis {
  if (language === 'php') return analysePhp(latin1(bytes))
  if (language === 'class') return { found: analyseClass(latin1(bytes)), isCut: false }
  let isCut = false
  const found = merge(analyseText(readCode(bytes), language, () => (isCut = true)))
  return { found, isCut }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

function analyseText(text: string, language: Language, onCut: () => void): Found[] {
  if (language === 'jsp') {
    const code = decodeUnicode(codeOfTemplate(text, 'jsp'))
    return [...analyseWords(code, JSP, onCut), ...analyseWords(expressionsOf(text), JSP, onCut)]
  }
  if (language === 'asp') return analyseAsp(text, onCut)
  if (language === 'aspx') return analyseAspx(text, onCut)
  const profile = PROFILES[language]
  if (profile === undefined) return []
  return analyseWords(language === 'perl' ? withoutPod(text) : text, profile, onCut)
}

/** Documentation in Perl is no code. */
const withoutPod = (text: string): string =>
  text.replace(/^=[a-z][^]*?(?:^=cut\b|$(?![^]))/gm, (found) => found.replace(/[^\n]/g, ' '))

/** `<object runat=server classid=…>` makes an object as `CreateObject` does. */
const OBJECT = /<object\b[^>]{0,2000}>/gi

function asCall(tag: string): string {
  const name = /(?:classid|progid)\s*=\s*["']?(?:clsid:)?([\w.{}-]{1,80})/i.exec(tag)?.[1]
  if (name === undefined || !/runat\s*=\s*["']?server/i.test(tag)) return tag
  return `<%createobject("${name}")%>${tag.replace(/[^\n]/g, '')}`
}

function analyseAsp(page: string, onCut: () => void): Found[] {
  const text = page.replace(OBJECT, asCall)
  const code = codeOfTemplate(text, 'asp')
  // A script encoded by Microsoft's Script Encoder; only old servers can run it.
  const encoded = text.indexOf('#@~^')
  if (encoded !== -1 && /vbscript\.encode|jscript\.encode/i.test(text)) {
    const line = text.slice(0, encoded).split('\n').length
    const common = {
      rule: 'WEBSHELL-006',
      confidence: 'medium',
      sink: 'an encoded script',
      source: 'hidden code',
    } as const
    return [{ ...common, line, code: text.slice(encoded, encoded + 80) }]
  }
  // In UTF-7 nothing of it can be read as it stands.
  const utf7 = directivesOf(text)
    .map((one) => /codepage\s*=\s*["']?65000/i.exec(one))
    .find((found) => found !== null)
  if (utf7 != null) {
    const common = {
      rule: 'WEBSHELL-006',
      confidence: 'medium',
      sink: 'a page in UTF-7',
      source: 'hidden code',
    } as const
    return [{ ...common, line: 1, code: utf7[0].slice(0, 160) }]
  }
  const isJscript = /language\s*=\s*["']?(?:jscript|javascript)/i.test(text)
  const isBasic = !isJscript || /language\s*=\s*["']?vbscript/i.test(text)
  return [
    ...(isJscript ? analyseWords(code, ASP_JSCRIPT, onCut) : []),
    ...(isBasic ? analyseWords(code, ASP, onCut) : []),
  ]
}

function analyseAspx(page: string, onCut: () => void): Found[] {
  const text = decodeUnicode(page)
  const directives = directivesOf(text)
  const directive =
    directives.find((one) => /^<%@\s*(?:page|control|webhandler|webservice|master|application)\b/i.test(one)) ?? ''
  const isHandler = /webhandler|webservice/i.test(directive)
  const code =
    isHandler || !/<%(?!@)|<script/i.test(text)
      ? directives.reduce((left, one) => left.replace(one, () => one.replace(/[^\n]/g, ' ')), text)
      : codeOfTemplate(text, 'asp')
  const language =
    /language\s*=\s*["']?([\w#.]+)/i.exec(directive)?.[1]?.toLowerCase() ??
    /<script[^>]{0,2000}language\s*=\s*["']?([\w#.]+)/i.exec(text)?.[1]?.toLowerCase()
  if (language?.startsWith('vb')) return analyseWords(code, ASPX_BASIC, onCut)
  if (language !== undefined) return analyseWords(code, ASPX, onCut)
  return [...analyseWords(code, ASPX, onCut), ...analyseWords(code, ASPX_BASIC, onCut)]
}

/** What pages say of themselves: `<%@ … %>`. */
function directivesOf(text: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf('<%@'); at !== -1 && found.length < 50;) {
    const end = text.indexOf('%>', at)
    if (end === -1) return found
    found.push(text.slice(at, end + 2))
    at = text.indexOf('<%@', end)
  }
  return found
}

const ORDER = { low: 0, medium: 1, high: 2 }

/** One finding a rule and line. */
function merge(found: readonly Found[]): Found[] {
  const best = new Map<string, Found>()
  for (const one of found) {
    const key = `${one.rule} ${one.line}`
    const before = best.get(key)
    if (before === undefined || ORDER[before.confidence] < ORDER[one.confidence]) best.set(key, one)
  }
  return [...best.values()]
}
