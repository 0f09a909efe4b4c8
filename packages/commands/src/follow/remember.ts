import type { Ran, State, Target } from '../command/model.ts'
import { normal } from '../command/paths.ts'
import { unknown } from '../command/value.ts'

/** What later commands of the script need to know of this one. */
export function remember(ran: Ran, state: State, isOpened: boolean): void {
  const { name, args, targets } = ran
  if (isOpened && ran.words.length === 0 && ran.wrappers.length === 0) openSockets(targets, state)
  if (name === 'exec' || ran.wrappers.includes('exec')) openSockets(targets, state)
  if (name === 'ztcp') state.sockets.add('$REPLY')
  if (name === 'mkfifo') for (const path of args) state.fifos.add(normal(path))
  if (name === 'mknod' && args.includes('p'))
    state.fifos.add(normal(args[0] === '-m' ? (args[2] ?? '') : (args[0] ?? '')))
  if (name === 'read') {
    const isRemote = ran.isConnected || ran.input?.isRemote === true || state.sockets.size > 0
    for (const word of args.filter((one) => /^[A-Za-z_]\w*$/.test(one))) {
      state.variables.set(word, { ...unknown(`$${word}`), ...(isRemote ? { isRemote: true as const } : {}) })
    }
  }
  if (name === 'cp' || name === 'mv' || name === 'install' || name === 'ln') {
    const paths = args.filter((word) => !word.startsWith('-'))
    const value = state.files.get(normal(paths[0] ?? ''))
    if (value && paths.length === 2) state.files.set(normal(paths[1] ?? ''), value)
  }
  if (/^(?:export|declare|typeset|readonly|local)$/.test(name)) {
    for (const word of ran.words.slice(1)) {
      const at = word.text.indexOf('=')
      if (at > 0)
        state.variables.set(word.text.slice(0, at).replace(/\+$/, ''), { ...word, text: word.text.slice(at + 1) })
    }
  }
}

function openSockets(targets: readonly Target[], state: State): void {
  for (const { descriptor, isSocket } of targets) if (isSocket) state.sockets.add(descriptor === '' ? '0' : descriptor)
}
