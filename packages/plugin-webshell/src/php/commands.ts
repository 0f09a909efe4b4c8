import type { Call, Machine } from '../flow/machine.ts'
import { DECODED, joinAll, REMOTE, REQUEST, SOCKET, textOf, UNKNOWN, UNSET, UPLOAD } from '../flow/value.ts'
import type { Value } from '../flow/value.ts'
import { noteCut, tellValue } from './tell.ts'

/** Commands that give a shell to another machine. */
const REVERSE =
  /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat|nc\.traditional)\b[^\n]{0,80}\s-[a-z]*[ec]\b|\bsocat\b[^\n]{0,120}\bexec|mkfifo[^\n]{0,120}\b(?:nc|telnet|openssl)\b|socket\.socket\([^\n]{0,300}(?:subprocess|pty|dup2)|IO::Socket[^\n]{0,300}exec|fsockopen\([^\n]{0,200}(?:exec|proc_open)/i
/** A shell or interpreter that is started to talk to. */
const SHELL =
  /^\s*(?:\/bin\/|\/usr\/bin\/|[a-z]:\\windows\\system32\\)?(?:ba|da|z|k|c)?(?:sh|cmd(?:\.exe)?|powershell(?:\.exe)?)(?:\s+(?:-i|-c|\/c|\/k|2>&1|-li?))*\s*$|\bsh\s+-i\b/i
const DOWNLOADS =
  /\b(?:wget|curl|fetch|lwp-download)\b[^\n|;&]{0,200}(?:https?|ftp):\/\/[^\n]{0,200}(?:\|\s*(?:ba)?sh\b|;\s*(?:perl|php|python|sh|bash|chmod)\b)/i

/** Runs a command: told where a request, or another machine, chooses it. */
export function runCommand(machine: Machine, call: Call, commands: readonly Value[]): Value {
  const all = joinAll(commands)
  noteCut(machine, all)
  const { at, name: sink } = call
  const text = textOf(commands[0] ?? UNKNOWN)
  if ((all.from & (REQUEST | UPLOAD)) !== 0) tellValue(machine, 'WEBSHELL-002', all, { at, sink })
  else if ((all.from & SOCKET) !== 0) tellValue(machine, 'WEBSHELL-008', all, { at, sink })
  else if ((all.from & REMOTE) !== 0) tellValue(machine, 'WEBSHELL-007', all, { at, sink })
  else if (text !== undefined && REVERSE.test(text.slice(0, 4000))) {
    tellValue(machine, 'WEBSHELL-008', { from: 0, source: text.slice(0, 120) }, { at, sink })
  } else if (text !== undefined && DOWNLOADS.test(text.slice(0, 4000))) {
    tellValue(machine, 'WEBSHELL-007', { from: 0, source: text.slice(0, 120) }, { at, sink, confidence: 'medium' })
  } else if (text !== undefined && SHELL.test(text.slice(0, 200))) machine.notes.set('shell', at)
  else if ((all.from & UNSET) !== 0 && text === undefined && call.scope === machine.globals) {
    tellValue(machine, 'WEBSHELL-002', all, { at, sink, confidence: machine.source.length < 1500 ? 'medium' : 'low' })
  } else if (text === undefined && (all.from & DECODED) !== 0 && call.isDynamic) {
    tellValue(machine, 'WEBSHELL-006', all, { at, sink, confidence: 'low' })
  }
  return { from: 0 }
}
