import { ARGUMENTS, YIELDED } from '../flow/invoke.ts'
import type { Call, Machine } from '../flow/machine.ts'
import {
  CHANGED,
  DECODED,
  elementOf,
  joinAll,
  REMOTE,
  REQUEST,
  STORED,
  tainted,
  textOf,
  UNKNOWN,
  UPLOAD,
} from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { callWithCallback, runCallback } from './callbacks.ts'
import { pushAll, takeOne } from './change-arrays.ts'
import { runCommand } from './commands.ts'
import { callFile, environmentValue } from './files.ts'
import { callPure } from './functions/call-pure.ts'
import { modifiersOf } from './functions/formats.ts'
import { nameVariables, parseQuery } from './name-variables.ts'
import { runCode, runInclude } from './run-code.ts'
import { CALLBACKS, COMMANDS, HANDING_ON, HARMLESS } from './sinks.ts'
import { definedVariables, SOURCES } from './sources.ts'
import { CAUGHT } from './syntax/statements.ts'
import { tellValue } from './tell.ts'

type Special = (machine: Machine, call: Call) => Value | undefined

const site = ({ scope, at, name }: Call): { scope: Call['scope']; at: number; sink: string } => ({
  scope,
  at,
  sink: name,
})
const first = ({ args }: Call): Value => args[0] ?? UNKNOWN

const include: Special = (machine, call) => runInclude(machine, first(call), site(call))

const SPECIAL: Readonly<Record<string, Special>> = {
  eval: (machine, call) => runCode(machine, first(call), site(call)),
  assert: (machine, call) => runAssert(machine, call),
  include,
  include_once: include,
  require: include,
  require_once: include,
  virtual: include,
  create_function: createFunction,
  preg_replace: (machine, call) => replaceByCode(machine, call),
  preg_filter: (machine, call) => replaceByCode(machine, call),
  preg_replace_callback_array: (machine, call) => runCallback(machine, call, first(call), call.args.slice(1)),
  mb_ereg_replace: (machine, call) => replaceByCode(machine, call),
  mb_eregi_replace: (machine, call) => replaceByCode(machine, call),
  filter_var: filterByCallback,
  filter_var_array: filterByCallback,
  extract: (_machine, call) => nameVariables(call, first(call)),
  parse_str: (_machine, call) => parseQuery(call),
  mb_parse_str: (_machine, call) => parseQuery(call),
  import_request_variables: (_machine, call) => nameVariables(call, tainted(REQUEST, 'import_request_variables')),
  get_defined_vars: () => definedVariables(),
  func_get_args: (_machine, { scope }) => scope.variables.get(ARGUMENTS) ?? UNKNOWN,
  func_get_arg: (_machine, call) => elementOf(call.scope.variables.get(ARGUMENTS) ?? UNKNOWN, first(call)),
  getenv: (_machine, call) => {
    const key = textOf(first(call))
    return key === undefined ? joinAll(call.args) : environmentValue(key)
  },
  define: (machine, { args }) => {
    const name = textOf(args[0] ?? UNKNOWN)
    if (name !== undefined) machine.constants.set(name, args[1] ?? UNKNOWN)
    return UNKNOWN
  },
  constant: (machine, call) => machine.constants.get(textOf(first(call)) ?? '') ?? UNKNOWN,
  exit: (machine) => {
    if (machine.unsure === 0) machine.halted = true
    return UNKNOWN
  },
  array_push: (machine, call) => pushAll(machine, call),
  array_pop: (machine, call) => takeOne(machine, call, -1),
  array_shift: (machine, call) => takeOne(machine, call, 0),
  array_unshift: (machine, call) => pushAll(machine, call),
  ob_start: (machine, call) => {
    // What is printed from here on goes to the callback.
    if (call.args.length > 0) machine.constants.set(OUTPUT, first(call))
    return UNKNOWN
  },
  echo: (machine, call) => print(machine, call),
  print: (machine, call) => print(machine, call),
  curl_exec: (_machine, call) => tainted(REMOTE | (joinAll(call.args).from & REQUEST), 'curl_exec'),
  wp_remote_get: () => tainted(REMOTE, 'wp_remote_get'),
  exif_read_data: (_machine, call) => ({ from: joinAll(call.args).from | STORED | DECODED, source: 'exif_read_data' }),
  iptcparse: () => ({ from: STORED | DECODED, source: 'iptcparse' }),
  dns_get_record: () => tainted(REMOTE, 'dns_get_record'),
  get_defined_functions: () => tainted(DECODED, 'get_defined_functions'),
  get_defined_constants: () => tainted(DECODED, 'get_defined_constants'),
  openssl_decrypt: (_machine, call) => joinAll(call.args.slice(0, 1), DECODED),
  mcrypt_decrypt: (_machine, call) => joinAll(call.args.slice(2, 3), DECODED),
  mail: (machine, call) => {
    const extra = joinAll(call.args.slice(4))
    if ((extra.from & REQUEST) !== 0)
      tellValue(machine, 'WEBSHELL-002', extra, { at: call.at, sink: 'mail', confidence: 'medium' })
    return UNKNOWN
  },
  tempnam: () => ({ from: STORED, source: 'tempnam' }),
  ini_set: (machine, call) => {
    if (/^auto_(?:prepend|append)_file$/i.test(textOf(first(call)) ?? ''))
      runInclude(machine, call.args[1] ?? UNKNOWN, site(call))
    return UNKNOWN
  },
  set_error_handler: (machine, call) => {
    machine.constants.set(ERRORS, first(call))
    return UNKNOWN
  },
  yield: (_machine, { scope, args }) => {
    scope.variables.set(YIELDED, joinAll([scope.variables.get(YIELDED) ?? UNKNOWN, ...args]))
    return UNKNOWN
  },
  throw: (machine, call) => {
    machine.constants.set(CAUGHT, first(call))
    return UNKNOWN
  },
  [CAUGHT]: (machine) => machine.constants.get(CAUGHT) ?? UNKNOWN,
  trigger_error: raise,
  user_error: raise,
  putenv: (machine, call) => {
    const all = joinAll(call.args)
    if (/^LD_PRELOAD/i.test(textOf(first(call)) ?? '')) machine.notes.set('preload', call.at)
    if ((all.from & REQUEST) !== 0) machine.notes.set('environment', call.at)
    return UNKNOWN
  },
  unserialize: (machine, call) => unserialize(machine, call),
  settype: () => UNKNOWN,
}

/** A function of PHP. */
export function callFunction(machine: Machine, call: Call): Value {
  const name = call.name.toLowerCase()
  if (Object.hasOwn(SPECIAL, name)) {
    const result = (SPECIAL[name] as Special)(machine, call)
    if (result !== undefined) return result
  }
  if (Object.hasOwn(CALLBACKS, name)) return callWithCallback(machine, call, CALLBACKS[name] as number)
  if (COMMANDS.has(name))
    return runCommand(machine, call, name === 'pcntl_exec' || name === 'ssh2_exec' ? call.args : call.args.slice(0, 1))
  const file = callFile(machine, call)
  if (file !== undefined) return file
  if (SOURCES.has(name)) return tainted(REQUEST, name)
  const pure = callPure(name, call.args, (characters) => {
    machine.characters -= characters
    machine.steps -= characters >> 6
    return machine.characters > 0
  })
  if (pure !== undefined) return pure
  if (HARMLESS.has(name)) return UNKNOWN
  return joinAll(call.args, HANDING_ON.has(name) ? 0 : CHANGED)
}

/** Where the function for errors is kept. */
const ERRORS = '\0errors'

function raise(machine: Machine, call: Call): Value {
  const callback = machine.constants.get(ERRORS)
  if (callback !== undefined) runCallback(machine, call, callback, [UNKNOWN, first(call)])
  return UNKNOWN
}

/** Where the callback of `ob_start` is kept. */
const OUTPUT = '\0output'

function print(machine: Machine, call: Call): Value {
  const callback = machine.constants.get(OUTPUT)
  const all = joinAll(call.args)
  if (callback !== undefined && (all.from & REQUEST) !== 0) runCallback(machine, call, callback, [all, UNKNOWN])
  return UNKNOWN
}

/** `assert` runs a text; anything else is a condition. */
function runAssert(machine: Machine, call: Call): Value {
  const value = first(call)
  if (value.known !== undefined && typeof value.known !== 'string') return UNKNOWN
  const { nodes } = call
  // What is compared is a condition.
  const kind = nodes?.[0]?.kind
  if (kind === 'binary' || kind === 'unary') {
    const node = nodes?.[0]
    if (
      node?.kind === 'unary' ||
      (node?.kind === 'binary' && node.operator !== '.' && node.operator !== '^' && node.operator !== '??')
    )
      return UNKNOWN
  }
  const result = runCode(machine, value, site(call))
  // Only a shell computes the name `assert`: the argument is code.
  if (call.isDynamic && value.known === undefined && (joinAll([value]).from & (REQUEST | UPLOAD)) === 0) {
    const hidden = { from: 0, source: value.source }
    tellValue(machine, 'WEBSHELL-006', hidden, { at: call.at, sink: call.name, confidence: 'medium' })
  }
  return result
}

function createFunction(machine: Machine, call: Call): Value {
  const [parameters = UNKNOWN, body = UNKNOWN] = call.args
  const [head, code] = [textOf(parameters), textOf(body)]
  if (head === undefined || code === undefined) return runCode(machine, joinAll(call.args), site(call))
  const name = `\0lambda${machine.layers}`
  const text = `$GLOBALS['${name}'] = function(${head}){${code}};`
  runCode(machine, { known: text, from: 0 }, { ...site(call), scope: call.scope })
  return machine.globals.variables.get(name) ?? UNKNOWN
}

/** What was hidden in a file, as in the description of a picture. */
const isStored = ({ from }: Value): boolean => (from & STORED) !== 0 && (from & DECODED) !== 0

/** `/e` takes the replacement for code. */
function replaceByCode(machine: Machine, call: Call): Value | undefined {
  const [pattern = UNKNOWN, put = UNKNOWN, subject = UNKNOWN, modifiers] = call.args
  const isMultibyte = call.name.toLowerCase().startsWith('mb_')
  const patterns = pattern.items === undefined ? [pattern] : [...pattern.items.map.values()]
  const runs = isMultibyte
    ? (textOf(modifiers ?? UNKNOWN) ?? '').includes('e')
    : patterns.some(({ known }) => typeof known === 'string' && modifiersOf(known).includes('e'))
  const isChosen =
    (joinAll(patterns).from & REQUEST) !== 0 ||
    (isMultibyte && modifiers !== undefined && (modifiers.from & REQUEST) !== 0)
  const replacement = joinAll([put])
  if (isChosen && (replacement.from & REQUEST) !== 0) {
    const isAll = (joinAll([subject]).from & REQUEST) !== 0
    tellValue(machine, 'WEBSHELL-001', joinAll([replacement, pattern]), {
      at: call.at,
      sink: `${call.name} /e`,
      confidence: isAll || isMultibyte ? 'high' : 'low',
    })
    return UNKNOWN
  }
  if (isStored(joinAll(patterns)) && isStored(replacement)) {
    tellValue(machine, 'WEBSHELL-006', replacement, { at: call.at, sink: `${call.name} /e`, confidence: 'medium' })
    return UNKNOWN
  }
  if (!runs) return undefined
  if ((replacement.from & REQUEST) === 0 && (joinAll([subject]).from & REQUEST) !== 0) {
    tellValue(machine, 'WEBSHELL-001', joinAll([subject]), {
      at: call.at,
      sink: `${call.name} /e`,
      confidence: 'medium',
    })
    return UNKNOWN
  }
  const codes = put.items === undefined ? [put] : [...put.items.map.values()]
  for (const code of codes) {
    const whole = textOf(code)
    const known =
      whole === undefined
        ? undefined
        : whole.replace(/(["']?)(?:\\+|\$)[0-9]\1/g, () => JSON.stringify(textOf(subject) ?? ''))
    runCode(machine, known === undefined ? code : { ...code, known }, { ...site(call), sink: `${call.name} /e` })
  }
  return UNKNOWN
}

function filterByCallback(machine: Machine, call: Call): Value {
  const [value = UNKNOWN, , options = UNKNOWN] = call.args
  const settings = call.name.toLowerCase() === 'filter_var' ? options : (call.args[1] ?? UNKNOWN)
  const callback = settings.items?.map.get('options')
  if (callback !== undefined && callback.items?.map.has('min_range') !== true)
    runCallback(machine, call, callback, [value])
  return joinAll([value], callback === undefined ? CHANGED : 0)
}

/** What a request is unserialized to has the fields that the request says. */
function unserialize(machine: Machine, call: Call): Value {
  const all = joinAll([first(call)])
  if ((all.from & REQUEST) === 0 || (all.from & CHANGED) !== 0) return all
  for (const of of machine.classes.values()) {
    const fields = new Map(of.fields.map(({ name }) => [name, all]))
    machine.objects.push({ className: of.name, class: of, fields })
  }
  return all
}
