import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { languageOf } from './candidates/extensions.ts'
import type { Language } from './model/finding.ts'
import { inspectScript } from './inspect/record.ts'
import type { ScriptRecord } from './inspect/record.ts'

/** Larger scripts are read up to here. */
const MAX_BYTES = mib(4)

/** Languages whose files nearly always answer requests: each of them is looked at. */
const PAGES = new Set<Language | undefined>(['php', 'jsp', 'asp', 'aspx', 'cfm'])

/** Pages of web servers: PHP, JSP, ASP, ASP.NET, ColdFusion. */
export const scripts: Inspector<ScriptRecord> = defineInspector({
  id: 'scripts',
  version: 3,
  wants: (entry) =>
    entry.type === 'file' && PAGES.has(languageOf(entry.path)) && content({ max: MAX_BYTES, over: 'head' }),
  inspect: (file) => {
    const language = languageOf(file.entry.path)
    return language === undefined ? undefined : inspectScript(file, language)
  },
})

/** Words without which a program of these languages answers no request, or runs nothing. */
const KEYWORDS = [
  'child_process',
  'runinthiscontext',
  'runinnewcontext',
  'eval(req',
  'function(req',
  'query_string',
  'use cgi',
  'content_length',
  'http_user_agent',
  'http_cookie',
  'fieldstorage',
  'request.args',
  'request.form',
  'request.values',
  'request.data',
  'request.json',
  'request.get',
  'request.headers',
  'request.cookies',
  'request.query',
  'request.post',
  'request.body',
  'request.stream',
  'wsgi.input',
  'parse_qs',
  'get_argument',
  'rfile.read',
  'params[',
  'cgi[',
  'cgi.new',
  'request.params',
  'servlet/servletrequest',
  'servlet/http/httpservletrequest',
  'catalina/connector/request',
  'serverhttprequest',
  'serverwebexchange',
]

/** Programs of languages that are used for everything, where they answer requests: Perl, Python, Ruby, Node, and compiled classes. */
export const programs: Inspector<ScriptRecord> = defineInspector({
  id: 'programs',
  version: 3,
  keywords: KEYWORDS,
  wants(entry) {
    if (entry.type !== 'file') return false
    const language = languageOf(entry.path)
    if (language === undefined || PAGES.has(language)) return false
    return content({ max: MAX_BYTES, over: 'head', keywords: true })
  },
  inspect: (file) => {
    const language = languageOf(file.entry.path)
    return language === undefined ? undefined : inspectScript(file, language)
  },
})
