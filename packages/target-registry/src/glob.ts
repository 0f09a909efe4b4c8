/**
 * Whether `text` matches `glob`: `?` is one character, `*` any number of them, neither crosses `/`; `**` does. Nothing
 * else is special. Takes at most time proportional to both lengths multiplied, whatever the glob.
 */
export function matchesGlob(glob: string, text: string): boolean {
  // states[j]: whether the glob so far matches the first j characters of the text.
  let states = new Uint8Array(text.length + 1)
  states[0] = 1
  for (let i = 0; i < glob.length; i++) {
    const next = new Uint8Array(text.length + 1)
    const star = glob[i] === '*'
    const across = star && glob[i + 1] === '*'
    if (across) i++
    for (let j = 0; j <= text.length; j++) {
      const taken = j > 0 ? text[j - 1] : undefined
      const mayTake = taken !== undefined && (across || (star || glob[i] === '?' ? taken !== '/' : taken === glob[i]))
      if (star) next[j] = states[j] || (mayTake && next[j - 1]) ? 1 : 0
      else next[j] = mayTake && states[j - 1] ? 1 : 0
    }
    states = next
  }
  return states[text.length] === 1
}

/** Whether `text` matches one of `globs`; an empty list is `whenEmpty`. */
export function matchesAny(globs: readonly string[], text: string, whenEmpty: boolean): boolean {
  return globs.length === 0 ? whenEmpty : globs.some((glob) => matchesGlob(glob, text))
}
