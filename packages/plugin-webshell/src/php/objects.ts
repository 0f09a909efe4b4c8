import type { Call, Machine } from '../flow/machine.ts'
import {
  CHANGED,
  DECODED,
  joinAll,
  knownValue,
  REQUEST,
  SOCKET,
  STORED,
  tainted,
  textOf,
  UNKNOWN,
} from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { callUnknown } from './call-unknown.ts'
import { runCommand } from './commands.ts'
import { callFile, write } from './files.ts'
import { SHELL_OBJECTS } from './sinks.ts'
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
