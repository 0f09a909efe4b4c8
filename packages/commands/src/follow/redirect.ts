import type { Redirect } from '../syntax/model.ts'
import { expandText } from '../command/expand.ts'
import type { Surroundings } from '../command/expand.ts'
import type { Ran, State, Target } from '../command/model.ts'
import { normal } from '../command/paths.ts'
import { EMPTY, join, unknown } from '../command/value.ts'
import type { Value } from '../command/value.ts'

export function targetOf(state: State, { descriptor, operator, word }: Redirect, around: Surroundings): Target {
  const to = expandText(word, around)
  const { sockets } = state
  const isSocket =
    operator !== '<<' &&
    operator !== '<<<' &&
    (/^\/dev\/(?:tcp|udp)\//.test(to.text) || (operator.endsWith('&') && sockets.has(to.text.replace(/-$/, ''))))
  return { descriptor: descriptor.replace(/^\{(.*)\}$/, '$$$1'), operator, to, isSocket }
}

/** What the redirections give a command to read. */
export function inputOf(targets: readonly Target[], state: State): Value | undefined {
  const target = targets.findLast(
    ({ operator, descriptor }) => operator.startsWith('<') && (descriptor === '' || descriptor === '0'),
  )
  if (!target) return undefined
  if (target.isSocket) return { ...unknown(''), isRemote: true }
  if (target.operator === '<<' || target.operator === '<<<') return target.to
  return state.files.get(normal(target.to.text))
}

/** What is printed goes into the file that it is redirected to, and nowhere else. */
export function keep(state: State, targets: readonly Target[], printed: Value, ran?: Ran): Value {
  const teed = ran?.name === 'tee' ? ran.args.filter((word) => !word.startsWith('-')) : []
  for (const path of teed) state.files.set(normal(path), printed)
  const target = targets.findLast(
    ({ operator, descriptor }) => /^(?:>>?|>\||&>)$/.test(operator) && (descriptor === '' || descriptor === '1'),
  )
  if (!target) return printed
  const path = normal(target.to.text)
  const old = target.operator === '>>' ? state.files.get(path) : undefined
  state.files.set(path, old ? join([old, printed]) : printed)
  return { ...EMPTY, isKnown: true }
}

export function shownTarget({ descriptor, operator, to }: Target): string {
  return `${descriptor}${operator}${operator.endsWith('&') ? '' : ' '}${to.text}`
}
