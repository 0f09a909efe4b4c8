import type { Found } from '../model/finding.ts'
import { lexPhp } from './syntax/lexer.ts'

const REQUEST = /^\$_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES)$/

/** What a PHP file does with requests. */
export function analysePhp(source: string): Found[] {
  const tokens = lexPhp(source).filter(({ kind }) => kind !== 'space' && kind !== 'comment')
  const found: Found[] = []
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || token.text.toLowerCase() !== 'eval') continue
    for (const next of tokens.slice(index + 1)) {
      if (next.text === ';') break
      if (next.kind !== 'variable' || !REQUEST.test(next.text)) continue
      const line = source.slice(0, token.at).split('\n').length
      found.push({
        rule: 'WEBSHELL-001',
        confidence: 'high',
        line,
        sink: 'eval',
        source: next.text,
        code: source.slice(token.at, next.at + 80),
      })
      break
    }
  }
  return found
}
