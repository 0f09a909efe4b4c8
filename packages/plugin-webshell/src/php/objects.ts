import type { Call, Machine } from '../flow/machine.ts'
import {
  CHANGED,
  DECODED,
  elementOf,
  joinAll,
  knownValue,
  REQUEST,
  SOCKET,
  STORED,
  tainted,
  textOf,
  UNKNOWN,
  UPLOAD,
} from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { callUnknown } from './call-unknown.ts'
import { runCommand } from './commands.ts'
import { callFile, write } from './files.ts'
import { COMMANDS, SHELL_OBJECTS } from './sinks.ts'
import { tellValue } from './tell.ts'

/** An object of a class of PHP. */
export function createObject(machine: Machine, call: Call): Value {
  const name = call.name.toLowerCase().replace(/^\\/, '')
  const [first = UNKNOWN] = call.args
  const fields = new Map<string, Value>([
    ['\0first', first],
    ['\0second', call.args[1] ?? UNKNOWN],
  ])
  const all = joinAll(call.args)
  if (name === 'com') {
    if ((first.from & REQUEST) !== 0) tellValue(machine, 'WEBSHELL-003', first, { at: call.at, sink: 'new COM' })
    return { from: 0, object: { className: `com ${textOf(first) ?? ''}`, fields } }
  }
  if (name === 'callbackfilteriterator' || name === 'recursivecallbackfilteriterator') {
    machine.callValue(call.args[1] ?? UNKNOWN, { ...call, args: [all, all], isDynamic: true })
  }
  if (name === 'splfileobject' && (first.from & REQUEST) !== 0) machine.notes.set('work read', call.at)
  if (call.isDynamic && name === '') return callUnknown(machine, first, call)
  const isReflection = name.startsWith('reflection')
  return {
    from: isReflection ? first.from : all.from === 0 ? 0 : all.from | CHANGED,
    source: all.source,
    object: { className: name, fields },
  }
}

/** A method of an object, or of a class, that the file does not declare. */
export function callMethod(machine: Machine, owner: Value, call: Call): Value {
  const className = owner.object?.className ?? (typeof owner.known === 'string' ? owner.known.toLowerCase() : '')
  const name = call.name.toLowerCase()
  const first = owner.object?.fields.get('\0first') ?? UNKNOWN
  if (
    className.startsWith('com ') &&
    (name === 'exec' || name === 'run' || name === 'shellexecute' || name === 'executestatement')
  ) {
    return runCommand(machine, { ...call, name: `COM ${call.name}` }, call.args)
  }
  if (className.startsWith('com ') && SHELL_OBJECTS.test(className.slice(4)) && name === 'eval') {
    return runCommand(machine, call, call.args)
  }
  if (className === 'ffi') {
    if (name === 'cdef' || name === 'load' || name === 'scope')
      return { from: 0, object: { className: 'ffi', fields: new Map() } }
    if (NATIVE.test(name)) return runCommand(machine, { ...call, name: `FFI ${call.name}` }, call.args.slice(0, 1))
  }
  if (/(?:exception|error)$/.test(className) && name === 'getmessage') return first
  if (name === 'registerphpfunctions') machine.notes.set('functions of XML', call.at)
  if (machine.notes.has('functions of XML') && ASKS.test(name)) {
    const asked = joinAll(call.args)
    if ((asked.from & REQUEST) !== 0) tellValue(machine, 'WEBSHELL-001', asked, { at: call.at, sink: call.name })
  }
  if (name === 'createfunction' || name === 'sqlitecreatefunction') return createSqlFunction(machine, call)
  if (className === 'ziparchive' && (name === 'open' || name === 'extractto')) unpack(machine, owner, call)
  if (HOLDS.test(className) && GIVES.test(name)) return elementOf(joinAll([first]), undefined)
  if (className === 'reflectionfunction' && (name === 'invoke' || name === 'invokeargs' || name === '__invoke')) {
    const args = name === 'invokeargs' ? [...(call.args[0]?.items?.map.values() ?? call.args)] : call.args
    return machine.callValue(first, { ...call, args, isDynamic: true })
  }
  if (className === 'reflectionmethod' && name.startsWith('invoke')) {
    const method = owner.object?.fields.get('\0second') ?? UNKNOWN
    const args = name === 'invokeargs' ? [...(call.args[1]?.items?.map.values() ?? [])] : call.args.slice(1)
    const text = textOf(method)
    if (text === undefined) return callUnknown(machine, method, { ...call, args })
    return machine.callMethod(first, { ...call, args, name: text, isDynamic: true })
  }
  if (className.startsWith('reflection') && name === 'getdoccomment') return tainted(DECODED, 'a comment')
  if (className.startsWith('reflection') && (name === 'newinstance' || name === 'newinstanceargs')) {
    return machine.language.create(machine, { ...call, name: textOf(first) ?? '' })
  }
  if (className === 'splfileobject' && name === 'fwrite') {
    write(machine, call, first, call.args[0] ?? UNKNOWN)
    return UNKNOWN
  }
  if (name === 'fromcallable' || name === 'bind' || name === 'call') return call.args[0] ?? UNKNOWN
  if (className === 'ziparchive' && name === 'extractto' && (joinAll(call.args).from & REQUEST) !== 0)
    machine.notes.set('work unpack', call.at)
  if ((owner.from & SOCKET) !== 0) return callFile(machine, { ...call, name: 'fgets', args: [owner] }) ?? UNKNOWN
  // The result of a method is not known, but if a request filled the field, the result comes from the request.
  const { from, source } = joinAll([owner, ...call.args])
  return from === 0 ? UNKNOWN : { from: (from & ~STORED) | CHANGED, source }
}

/** Functions of the C library that run commands. */
const NATIVE = /^(?:system|popen|exec[lv]\w*|posix_spawnp?|dlopen)$/
/** Methods that run queries and style sheets, which may call functions of PHP. */
const ASKS = /^(?:query|evaluate|importstylesheet|transformto\w+)$/
/** Classes that only hold what they are given, and methods that give it. */
const HOLDS =
  /^(?:array|limit|caching|append|infinite|norewind|recursivearray)(?:iterator|object)$|^spl\w*(?:queue|stack|array|list|heap)$/
const GIVES = /^(?:current|offsetget|getarraycopy|getinneriterator|pop|shift|top|bottom|dequeue)$/

/** A function of PHP that queries of a database may call. */
function createSqlFunction(machine: Machine, call: Call): Value {
  const [, callback = UNKNOWN] = call.args
  const text = textOf(callback)?.toLowerCase()
  const { at, name: sink } = call
  if (text !== undefined && (COMMANDS.has(text) || text === 'assert')) {
    tellValue(machine, 'WEBSHELL-002', { from: 0, source: text }, { at, sink, confidence: 'medium' })
  } else machine.callValue(callback, { ...call, args: [UNKNOWN], isDynamic: true })
  return UNKNOWN
}

/** Pages that do little else than to unpack what is uploaded. */
const SMALL = 6000

/** An archive that a request uploads is unpacked. */
function unpack(machine: Machine, owner: Value, call: Call): void {
  const fields = owner.object?.fields
  if (call.name.toLowerCase() === 'open') fields?.set('\0archive', joinAll(call.args.slice(0, 1)))
  const archive = fields?.get('\0archive') ?? UNKNOWN
  if (call.name.toLowerCase() === 'open' || (archive.from & UPLOAD) === 0) return
  const isSmall = machine.source.length < SMALL && call.scope === machine.globals
  const confidence = isSmall ? 'medium' : 'low'
  tellValue(machine, 'WEBSHELL-005', archive, { at: call.at, sink: call.name, confidence })
}

/** Fields of objects and elements that PHP gives a meaning. */
export function fieldOf(owner: Value, name: string, serverValue: (key: string) => Value | undefined): Value {
  if (owner.source === '$_SERVER' && owner.from === 0) return serverValue(name) ?? knownOf(name)
  if (owner.object?.className.startsWith('reflection') === true && name === 'name')
    return owner.object.fields.get('\0first') ?? UNKNOWN
  return owner.from === 0 ? UNKNOWN : { from: owner.from, source: owner.source }
}

/** Elements of `$_SERVER` that name the file itself. */
function knownOf(name: string): Value {
  return name === 'SCRIPT_FILENAME' || name === 'PATH_TRANSLATED'
    ? knownValue('\0self')
    : { from: 0, source: '$_SERVER element' }
}
