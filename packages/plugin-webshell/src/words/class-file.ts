import type { Found } from '../model/finding.ts'

const REQUEST =
  /(?:javax|jakarta)\/servlet\/(?:http\/HttpServletRequest|ServletRequest)|org\/apache\/(?:catalina\/connector|coyote)\/Request|ServerHttpRequest|ServerWebExchange/
const READS = /getParameter|getHeader|getInputStream|getReader|getQueryString|getCookies|getQueryParams|getBody/
const COMMAND = /java\/lang\/(?:Runtime|ProcessBuilder|ProcessImpl|UNIXProcess)/
const LOADS = /defineClass/
const REGISTERS =
  /addFilterMapBefore|addFilterDef|addApplicationEventListener|ApplicationFilterConfig|filterConfigs|addServletMapping|registerMapping|applicationEventListenersList|addValve/
const KEYS = /e45e329feb5d925b|3c6e0b8a9c15224a|rebeyond|AES\/ECB\/PKCS5Padding/

/** What a compiled class names: `source` is the file as Latin-1. A class has its names in its constants, in clear. */
export function analyseClass(source: string): Found[] {
  if (!source.startsWith('\xca\xfe\xba\xbe') || !REQUEST.test(source) || !READS.test(source)) return []
  const common = { line: 1, source: 'the request' } as const
  const found: Found[] = []
  const add = (rule: string, confidence: Found['confidence'], sink: string): void => {
    found.push({ ...common, rule, confidence, sink, code: sink })
  }
  if (LOADS.test(source)) add('WEBSHELL-010', KEYS.test(source) ? 'high' : 'medium', 'defineClass')
  if (COMMAND.test(source) && /exec|ProcessBuilder/.test(source)) add('WEBSHELL-002', 'medium', 'Runtime.exec')
  if (REGISTERS.test(source) && (LOADS.test(source) || COMMAND.test(source)))
    add('WEBSHELL-011', 'high', 'a filter registered while running')
  return found
}
