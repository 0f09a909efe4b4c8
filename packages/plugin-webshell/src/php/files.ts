import type { Call, Machine } from '../flow/machine.ts'
import {
  CHANGED,
  DECODED,
  joinAll,
  knownValue,
  PARTIAL,
  REMOTE,
  REQUEST,
  SOCKET,
  STORED,
  tainted,
  textOf,
  UNKNOWN,
  UPLOAD,
} from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { serverValue } from './sources.ts'
import { FILE_WORK } from './sinks.ts'
import { noteCut, tellValue } from './tell.ts'

const SCRIPT =
  /\.(?:php\d?|phtml|pht|phar|inc|jspx?|aspx?|ashx|asmx|cer|asa|cfm|cgi|pl|py|sh|htaccess|user\.ini)\b|(?:^|\/)\.htaccess$/i

/** Small enough that an uploader is all that it is. */
const SMALL = 6000

/** Names by which a program reads itself. */
export const SELF = '\0self'

/** What a file function does; undefined where it is none. */
export function callFile(machine: Machine, call: Call): Value | undefined {
  const { args } = call
  const name = call.name.toLowerCase()
  noteWork(machine, name, call)
  switch (name) {
    case 'file_get_contents':
    case 'file':
    case 'readfile':
    case 'fopen':
      return openFile(machine, name, call)
    case 'fsockopen':
    case 'pfsockopen':
    case 'stream_socket_client':
    case 'socket_connect':
    case 'socket_create':
    case 'socket_accept':
    case 'stream_socket_accept':
      return openSocket(machine, name, call)
    case 'tmpfile':
      return temporaryFile()
    case 'stream_get_meta_data': {
      const uri = args[0]?.object?.fields.get('path')
      return uri === undefined ? UNKNOWN : { from: 0, items: { map: new Map([['uri', uri]]), rest: UNKNOWN, next: 0 } }
    }
    case 'fread':
    case 'fgets':
    case 'fgetss':
    case 'fgetc':
    case 'stream_get_contents':
    case 'stream_get_line':
    case 'socket_read':
    case 'fscanf': {
      const [handle = UNKNOWN] = args
      const read = handle.object?.fields.get('content')
      return read ?? tainted(handle.from || STORED, handle.source)
    }
    case 'fwrite':
    case 'fputs': {
      const [handle = UNKNOWN, data = UNKNOWN] = args
      const path = handle.object?.fields.get('path')
      if (path !== undefined) write(machine, call, path, data)
      const { object } = handle
      if (object !== undefined && isMemory(path))
        object.fields.set('content', joinAll([data, object.fields.get('content') ?? UNKNOWN]))
      if ((handle.from & SOCKET) !== 0 && (joinAll([data]).from & REQUEST) !== 0) machine.notes.set('relays', call.at)
      return UNKNOWN
    }
    case 'file_put_contents':
      write(machine, call, args[0] ?? UNKNOWN, args[1] ?? UNKNOWN)
      return UNKNOWN
    case 'error_log':
      if (args.length > 2) write(machine, call, args[2] ?? UNKNOWN, args[0] ?? UNKNOWN)
      return UNKNOWN
    case 'move_uploaded_file':
    case 'copy':
    case 'rename':
      move(machine, name, call)
      return UNKNOWN
    default:
      return undefined
  }
}

/** A file manager is known by how many of its works a request names the file of. */
function noteWork(machine: Machine, name: string, { args, at }: Call): void {
  if (!Object.hasOwn(FILE_WORK, name)) return
  const [work, index] = FILE_WORK[name] as readonly [string, number]
  const path = joinAll([args[index] ?? UNKNOWN])
  if ((path.from & (REQUEST | UPLOAD)) === 0 || (path.from & CHANGED) !== 0) return
  if ((args[index]?.from ?? 0) & REQUEST || work === 'upload') machine.notes.set(`work ${work}`, at)
}

function openFile(machine: Machine, name: string, call: Call): Value {
  const [path = UNKNOWN] = call.args
  const text = textOf(path)
  const content = contentOf(machine, path, text)
  if (name !== 'fopen') return name === 'readfile' ? UNKNOWN : content
  const fields = new Map<string, Value>([['content', content]])
  const mode = textOf(call.args[1] ?? UNKNOWN)
  if (mode === undefined || /[waxc+]/.test(mode)) {
    fields.set('path', path)
    if ((path.from & REQUEST) !== 0 && (path.from & CHANGED) === 0) machine.notes.set('work write', call.at)
  }
  return { from: content.from & ~CHANGED, source: content.source, object: { className: 'resource', fields } }
}

function contentOf(machine: Machine, path: Value, text: string | undefined): Value {
  if (text === undefined) {
    if ((path.from & UPLOAD) !== 0) return tainted(UPLOAD, path.source)
    if ((path.from & REQUEST) !== 0) return tainted(path.from | STORED, path.source)
    return tainted((path.from & ~1) | STORED, path.source)
  }
  const lower = text.toLowerCase()
  if (lower === SELF) return knownValue(machine.source, 0)
  if (lower.startsWith('php://input') || lower.startsWith('php://stdin')) return tainted(REQUEST, text)
  if (lower.startsWith('data:')) {
    const comma = text.indexOf(',')
    const raw = text.slice(comma + 1)
    return knownValue(/;base64/i.test(text) ? Buffer.from(raw, 'base64').toString('latin1') : raw, 16)
  }
  if (/^(?:https?|ftp):\/\//.test(lower)) return tainted(REMOTE, text.slice(0, 100))
  return tainted(STORED, text.slice(0, 100))
}

/** A file of which nobody says where it is. */
const temporaryFile = (): Value => ({
  from: STORED,
  source: 'tmpfile',
  object: {
    className: 'resource',
    fields: new Map<string, Value>([
      ['path', { from: STORED, source: 'tmpfile' }],
      ['content', UNKNOWN],
    ]),
  },
})

/** A stream in which what is written can be read again. */
const isMemory = (path: Value | undefined): boolean =>
  path !== undefined && (path.source === 'tmpfile' || /^php:\/\/(?:memory|temp)/i.test(textOf(path) ?? ''))

/** A connection whose other end a request names is a tunnel. */
function openSocket(machine: Machine, name: string, { args, at }: Call): Value {
  const address = joinAll(name === 'socket_connect' ? args.slice(1) : args.slice(0, 2))
  machine.notes.set('socket', at)
  if ((address.from & REQUEST) !== 0 && (address.from & CHANGED) === 0) machine.notes.set('asked socket', at)
  if (name === 'socket_connect') return UNKNOWN
  return tainted(SOCKET | (address.from & REQUEST), name)
}

/** Files that a program writes, of which what is in them is known. */
const MAX_WRITTEN = 2000

/** Writes what a request brings. */
export function write(machine: Machine, call: Call, path: Value, data: Value): void {
  if (machine.written.length < MAX_WRITTEN) machine.written.push({ path, content: data })
  else machine.cut = true
  const content = joinAll([data])
  const target = joinAll([path])
  const name = textOf(path) ?? ''
  const from = content.from | target.from
  const sink = call.name
  const isChosen = (target.from & (REQUEST | UPLOAD)) !== 0
  if ((content.from & (REQUEST | UPLOAD)) !== 0 && isChosen) {
    return tellValue(machine, 'WEBSHELL-005', { from, source: content.source }, { at: call.at, sink })
  }
  if ((content.from & (REMOTE | SOCKET)) !== 0 && (isChosen || SCRIPT.test(name))) {
    return tellValue(
      machine,
      'WEBSHELL-005',
      { from, source: content.source },
      { at: call.at, sink, confidence: isChosen ? 'high' : 'medium' },
    )
  }
  if ((content.from & DECODED) !== 0 && (target.from & REQUEST) !== 0) {
    const value = { from, source: target.source }
    return tellValue(machine, 'WEBSHELL-005', value, { at: call.at, sink, confidence: 'medium' })
  }
  const isScript = SCRIPT.test(name) || (target.from & 512) !== 0
  if (isScript) noteCut(machine, content)
  if ((content.from & REQUEST) === 0 || !isScript) {
    const known = textOf(data)
    if (
      known !== undefined &&
      isScript &&
      /\$_(?:POST|GET|REQUEST|COOKIE)\b/.test(known) &&
      /\b(?:eval|assert|system|exec|passthru|shell_exec)\s*\(/.test(known)
    ) {
      tellValue(machine, 'WEBSHELL-005', { from: 0, source: 'a web shell' }, { at: call.at, sink })
    }
    return
  }
  const isWhole = (content.from & PARTIAL) === 0
  tellValue(machine, 'WEBSHELL-005', content, { at: call.at, sink, confidence: isWhole ? 'high' : 'low' })
}

/** Puts an uploaded or named file somewhere. */
function move(machine: Machine, name: string, call: Call): void {
  const [source = UNKNOWN, target = UNKNOWN] = call.args.map((arg) => joinAll([arg]))
  const from = source.from | target.from
  const both = { from, source: source.source ?? target.source }
  const isChosen = (target.from & (REQUEST | UPLOAD)) !== 0
  const { at } = call
  if ((source.from & UPLOAD) !== 0 && isChosen) {
    const isSmall = machine.source.length < SMALL && call.scope === machine.globals
    const isFree = (target.from & REQUEST) !== 0
    return tellValue(machine, 'WEBSHELL-005', both, {
      at,
      sink: call.name,
      confidence: isFree || isSmall ? 'medium' : 'low',
    })
  }
  if (name === 'copy' && (source.from & REQUEST) !== 0 && isChosen && !machine.notes.has('copies')) {
    machine.notes.set('copies', at)
    tellValue(machine, 'WEBSHELL-005', both, { at, sink: call.name, confidence: 'low' })
  }
  if (
    name === 'copy' &&
    /^https?:/i.test(textOf(call.args[0] ?? UNKNOWN) ?? '') &&
    SCRIPT.test(textOf(call.args[1] ?? UNKNOWN) ?? '')
  ) {
    tellValue(
      machine,
      'WEBSHELL-005',
      { from: REMOTE, source: textOf(call.args[0] ?? UNKNOWN) },
      { at, sink: call.name, confidence: 'medium' },
    )
  }
}

/** `getenv('HTTP_X')` and elements of `$_SERVER`. */
export const environmentValue = (key: string): Value => serverValue(key) ?? UNKNOWN
