import type { Machine } from '../flow/machine.ts'

/** Findings that follow from several observations together. */
export function concludeNotes(machine: Machine): void {
  const { notes } = machine
  const socket = notes.get('socket')
  const shell = notes.get('shell')
  if (socket !== undefined && shell !== undefined) {
    machine.tell({ rule: 'WEBSHELL-008', confidence: 'high', at: shell, sink: 'a shell', source: 'a connection' })
  }
  const asked = notes.get('asked socket')
  if (asked !== undefined) {
    const confidence = notes.has('relays') ? 'high' : 'medium'
    machine.tell({ rule: 'WEBSHELL-009', confidence, at: asked, sink: 'a connection', source: 'the request' })
  }
  const works = [...notes].filter(([note]) => note.startsWith('work '))
  const changes = works.filter(([note]) => /write|upload|delete|rename|permissions|copy|unpack/.test(note))
  const [first] = works
  if (first !== undefined && works.length >= 4 && changes.length >= 2) {
    const confidence = works.length >= 5 ? 'high' : 'medium'
    machine.tell({ rule: 'WEBSHELL-014', confidence, at: first[1], sink: 'a file manager', source: 'the request' })
  }
  const preload = notes.get('preload')
  if (preload !== undefined && (notes.has('environment') || notes.has('work write') || (notes.get('told') ?? 0) > 0)) {
    machine.tell({ rule: 'WEBSHELL-002', confidence: 'medium', at: preload, sink: 'LD_PRELOAD', source: 'the request' })
  }
}
