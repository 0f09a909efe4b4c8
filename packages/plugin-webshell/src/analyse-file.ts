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
  const text = readCode(bytes)
  return { found: merge(analyseText(text, language)), isCut: false }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

function analyseText(text: string, language: Language): Found[] {
  if (language === 'jsp') {
    const code = decodeUnicode(codeOfTemplate(text, 'jsp'))
    return [...analyseWords(code, JSP), ...analyseWords(expressionsOf(text), JSP)]
  }
  if (language === 'asp') return analyseAsp(text)
  if (language === 'aspx') return analyseAspx(text)
  const profile = PROFILES[language]
  if (profile === undefined) return []
  return analyseWords(language === 'perl' ? withoutPod(text) : text, profile)
}

/** Documentation in Perl is no code. */
const withoutPod = (text: string): string =>
  text.replace(/^=[a-z][^]*?(?:^=cut\b|$(?![^]))/gm, (found) => found.replace(/[^\n]/g, ' '))

function analyseAsp(text: string): Found[] {
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
  // Code in UTF-7 has to be decoded before it can be read.
  const utf7 = /<%@[^%]{0,200}codepage\s*=\s*["']?65000/i.exec(text)
  if (utf7 !== null) {
    const common = {
      rule: 'WEBSHELL-006',
      confidence: 'medium',
      sink: 'a page in UTF-7',
      source: 'hidden code',
    } as const
    return [{ ...common, line: 1, code: utf7[0] }]
  }
  const isJscript = /language\s*=\s*["']?(?:jscript|javascript)/i.test(text)
  const isBasic = !isJscript || /language\s*=\s*["']?vbscript/i.test(text)
  return [...(isJscript ? analyseWords(code, ASP_JSCRIPT) : []), ...(isBasic ? analyseWords(code, ASP) : [])]
}

function analyseAspx(text: string): Found[] {
  const directive =
    /<%@\s*(?:page|control|webhandler|webservice|master|application)\b[^%]{0,500}/i.exec(text)?.[0] ?? ''
  const isHandler = /webhandler|webservice/i.test(directive)
  const code =
    isHandler || !/<%|<script/i.test(text)
      ? text.replace(/<%@[^%]{0,500}%>/g, (found) => found.replace(/[^\n]/g, ' '))
      : codeOfTemplate(text, 'asp')
  const language =
    /language\s*=\s*["']?([\w#.]+)/i.exec(directive)?.[1]?.toLowerCase() ??
    /<script[^>]{0,100}language\s*=\s*["']?([\w#.]+)/i.exec(text)?.[1]?.toLowerCase()
  if (language?.startsWith('vb')) return analyseWords(code, ASPX_BASIC)
  if (language !== undefined) return analyseWords(code, ASPX)
  return [...analyseWords(code, ASPX), ...analyseWords(code, ASPX_BASIC)]
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
