import { printable } from '@veinmind/sdk/target'
import type { Location } from '@veinmind/sdk'
import { label } from '../../model/labels.ts'
import { placeRemark, placeText } from '../../text/place-text.ts'
import type { FoundPlace } from '../../text/rule-groups.ts'
import { stepText } from '../../text/step-text.ts'
import { cutEnd, cutToWidth, widthOf, wrap, wrapAtMost } from './layout.ts'
import type { Cell } from './layout.ts'
import type { TableContext } from './table-context.ts'

type Line = Cell['lines'][number]

/** A place in lines: the path, what is remarked of it, and, unless it is to be short, the step that made it. */
export function placeLines(
  { location, evidence }: FoundPlace,
  width: number,
  context: TableContext & { readonly isShort?: boolean },
): readonly Line[] {
  const { style, verbose, isShort = false } = context
  const where = printable(placeText(location))
  const remark = remarkText(location, context)
  const origin = isShort ? '' : printable(originOf(location, evidence, context))
  return [
    ...(where === '' ? [] : wrap(where, width).map((text) => ({ text }))),
    ...(remark === '' ? [] : wrap(remark, width).map((text) => ({ text, paint: style.bad }))),
    ...(origin === '' ? [] : wrapAtMost(origin, width, verbose ? 6 : 2).map((text) => ({ text, paint: style.dim }))),
  ]
}

/** A place in one line: of a long path the end, which tells it from others, then as much of the rest as there is room for. */
export function placeLine({ location, evidence }: FoundPlace, width: number, context: TableContext): Line {
  const { style } = context
  const remark = remarkText(location, context)
  const room = width - (remark === '' ? 0 : widthOf(remark) + 1)
  const where = cutBegin(printable(placeText(location)), room)
  const head = remark === '' ? where : `${where} ${remark}`.trimStart()
  const left = width - widthOf(head) - (head === '' ? 0 : 3)
  const origin = left < 8 ? '' : cutEnd(printable(shortOrigin(location, evidence, context)), left)
  const tail = origin === '' || head === '' ? origin : ` · ${origin}`
  return {
    text: head + tail,
    paint: () => where + (remark === '' ? '' : `${where === '' ? '' : ' '}${style.bad(remark)}`) + style.dim(tail),
  }
}

/** `- /srv/.env:3 (hidden by layer 2) layer 1 · COPY . /srv: app:1.4`, for lists. */
export function placeItem({ location, targets }: FoundPlace, context: TableContext): string {
  const parts = [placeText(location), remarkText(location, context), originText(location, context)].filter(
    (part) => part !== '',
  )
  return `- ${parts.join(' ')}: ${targets.flatMap(context.namesOf).join(', ')}`
}

/** Where a place comes from, but not what the evidence says already. */
function originOf(location: Location, evidence: string | undefined, context: TableContext): string {
  const { step } = location
  return originText(
    step && isSaid(step, evidence) ? { ...location, step: { ...step, createdBy: '' } } : location,
    context,
  )
}

/** The step alone, which says more than its number; its number or that of the layer where the step is said already. */
function shortOrigin({ layer, step }: Location, evidence: string | undefined, context: TableContext): string {
  const command = step === undefined || isSaid(step, evidence) ? '' : stepText(step.createdBy)
  return command === ''
    ? originOf({ ...(layer ? { layer } : {}), ...(step ? { step } : {}) }, evidence, context)
    : command
}

const isSaid = ({ createdBy }: NonNullable<Location['step']>, evidence = ''): boolean =>
  evidence.includes(stepText(createdBy))

/** `layer 3 · RUN echo …`. */
function originText({ layer, step }: Location, { language }: TableContext): string {
  const index = layer ? label('layer', language, layer.index) : step ? label('step', language, step.index) : ''
  return [index, stepText(step?.createdBy ?? '')].filter((part) => part !== '').join(' · ')
}

/** `(hidden by layer 2)`, `(layer not verified)`. */
function remarkText(location: Location, { language }: TableContext): string {
  const remark = placeRemark(location, language)
  return remark === '' ? '' : `(${remark})`
}

/** The end of a text that is too long, behind `…`. */
function cutBegin(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let rest = text.slice(-Math.max(1, width))
  while (widthOf(rest) >= width && rest !== '') rest = rest.slice(Math.max(1, cutToWidth(rest, 1).length))
  return `…${rest.isWellFormed() ? rest : rest.slice(1)}`
}
