import { baseName, WRAPPER_VALUES, WRAPPERS } from './programs.ts'
import type { Value } from './value.ts'

/** What is run behind programs that only run another: `sudo -u x env A=1 nc …` is `nc …`. */
export function unwrap(words: readonly Value[]): {
  readonly words: readonly Value[]
  readonly wrappers: readonly string[]
} {
  let at = 0
  const wrappers: string[] = []
  while (at < words.length - 1 && wrappers.length < 16) {
    const name = baseName(words[at]?.text ?? '')
    const own = WRAPPERS.get(name)
    if (own === undefined || !hasCommand(name, words[at + 1]?.text ?? '')) break
    wrappers.push(name)
    const valued = WRAPPER_VALUES[name] ?? ''
    at++
    for (let word = words[at]?.text ?? ''; isOption(word, name); word = words[at]?.text ?? '') {
      at++
      if (/^-[A-Za-z]$/.test(word) && valued.includes(word.slice(1))) at++
      if (word === '--') break
    }
    at += own
  }
  return { words: words.slice(at), wrappers }
}

/** `command -v x` and `builtin -p` ask, and run nothing. */
function hasCommand(name: string, next: string): boolean {
  return !(name === 'command' && /^-[vV]/.test(next)) && !(name === 'time' && next === '')
}

function isOption(word: string, name: string): boolean {
  if (/^-./.test(word)) return true
  return (name === 'env' || name === 'sudo' || name === 'systemd-run') && /^[A-Za-z_]\w*=/.test(word)
}
