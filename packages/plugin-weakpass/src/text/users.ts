/** How far back from a password or a hash its user may stand. */
const REACH = 400

const NAMED =
  /["']?\b(?:user_?names?|users?|login|logname|account|uid|cn|principal|name|rolname|userid)["']?\s{0,3}(?:=>|[:=>]|,|\s)\s{0,3}["']?([\w.@+-]{1,64})/gi

/** The user that a hash at `index` belongs to: what stands before it on its line, or the nearest name above; else empty. */
export function userBefore(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - REACH), index)
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const field = /(?:^|[\s"'=,`])([\w.@+-]{1,64})["']?\s{0,3}[:=]\s{0,3}["']?(?:\{\w{1,10}\})?$/.exec(line)?.[1]
  if (field !== undefined && !/(?:pass|hash|secret|pwd|digest|value|credential|users|label)/i.test(field)) return field
  const names = [...before.matchAll(NAMED)]
  const last = names.at(-1)?.[1] ?? ''
  return /^(?:password|passwd|secret|hash|value|role|roles|null|true|false)$/i.test(last) ? '' : last
}

/** The user that the settings around a password name; undefined where none does. */
export function userAround(text: string, index: number): string | undefined {
  const start = Math.max(0, index - REACH)
  const around = text.slice(start, index + 300)
  let best: { readonly user: string; readonly distance: number } | undefined
  for (const match of around.matchAll(
    /(?:user_?(?:name)?|login|uid)["']?\]?\s{0,3}(?:=>|[:=>,])\s{0,3}(?:[\w.$]{1,40}[([]["'][\w.-]{1,40}["'][)\]]?\s{0,3}(?:\?\?|\?:|\|\||,|or)\s{0,3})?["']?([\w.@+-]{1,64})/gi,
  )) {
    const distance = Math.abs(start + match.index - index)
    if (!best || distance < best.distance) best = { user: match[1] ?? '', distance }
  }
  return best?.user
}
