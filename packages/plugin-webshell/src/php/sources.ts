import { listOf, REQUEST, STORED, tainted, UNKNOWN, UPLOAD } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'

/** Variables that PHP fills from the request. */
const SUPERGLOBALS: Readonly<Record<string, number>> = {
  _GET: REQUEST,
  _POST: REQUEST,
  _REQUEST: REQUEST,
  _COOKIE: REQUEST,
  HTTP_GET_VARS: REQUEST,
  HTTP_POST_VARS: REQUEST,
  HTTP_COOKIE_VARS: REQUEST,
  HTTP_RAW_POST_DATA: REQUEST,
  _FILES: UPLOAD,
  HTTP_POST_FILES: UPLOAD,
  _SERVER: 0,
  HTTP_SERVER_VARS: 0,
  _ENV: 0,
  _SESSION: STORED,
}

const OWN_NAMES = new Set([...Object.keys(SUPERGLOBALS), 'GLOBALS'])

export const isSuperglobal = (name: string): boolean => OWN_NAMES.has(name)

/** What a superglobal holds; undefined for any other variable. */
export function superglobal(name: string, globals: ReadonlyMap<string, Value>): Value | undefined {
  if (name === 'GLOBALS') return globalsValue(globals)
  if (!Object.hasOwn(SUPERGLOBALS, name)) return undefined
  const from = SUPERGLOBALS[name] as number
  // A loop over all of `$_SERVER` meets the headers.
  if (name === '_SERVER' || name === 'HTTP_SERVER_VARS') return { from: 0, source: '$_SERVER' }
  return from === 0 ? UNKNOWN : tainted(from, `$${name}`)
}

function globalsValue(globals: ReadonlyMap<string, Value>): Value {
  const map = new Map<string, Value>()
  for (const name of Object.keys(SUPERGLOBALS)) map.set(name, superglobal(name, globals) as Value)
  for (const [name, value] of globals) map.set(name, value)
  return { from: 0, items: { map, rest: UNKNOWN, next: 0 } }
}

/** Keys of `$_SERVER` that whoever sends the request chooses. */
const CHOSEN = /^(?:HTTP_(?!HOST$)|QUERY_STRING$|REQUEST_URI$|PATH_INFO$|PHP_AUTH_|CONTENT_TYPE$|ORIG_PATH_INFO$)/

/** An element of `$_SERVER`. */
export function serverValue(key: string): Value | undefined {
  return CHOSEN.test(key) ? tainted(REQUEST, `$_SERVER['${key}']`) : undefined
}

/** Functions that give what the request brings. */
export const SOURCES: ReadonlySet<string> = new Set([
  'getallheaders',
  'apache_request_headers',
  'filter_input',
  'filter_input_array',
  'http_get_request_body',
  'http_get_request_headers',
  'session_id',
  'import_request_variables',
  'apache_getenv',
])

/** All that a program may have got: `get_defined_vars()`. */
export const definedVariables = (): Value =>
  listOf(
    ['_GET', '_POST', '_COOKIE', '_FILES'].map((name) => tainted(name === '_FILES' ? UPLOAD : REQUEST, `$${name}`)),
  )
