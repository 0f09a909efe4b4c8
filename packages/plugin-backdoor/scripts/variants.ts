/** Ways in which a command is hidden. `random` gives numbers from 0 to 1. */
export const VARIANTS: readonly (readonly [name: string, hide: (command: string, random: () => number) => string])[] = [
  ['as it is', (command) => command],
  ['base64', (command) => `echo ${base64(command)} | base64 -d | bash`],
  ['base64, eval', (command) => `eval "$(echo ${base64(command)} | base64 --decode)"`],
  ['base64 in a variable', (command) => `p=${base64(command)}; echo $p|base64 -d|sh`],
  ['base64 by openssl', (command) => `echo ${base64(command)} | openssl base64 -d -A | bash`],
  ['hex', (command) => `echo ${Buffer.from(command).toString('hex')} | xxd -r -p | bash`],
  [
    'escapes',
    (command) =>
      `printf '${[...Buffer.from(command)].map((byte) => String.raw`\x${byte.toString(16).padStart(2, '0')}`).join('')}' | bash`,
  ],
  ['sh -c', (command) => `/bin/sh -c '${command.replaceAll("'", String.raw`'\''`)}' >/dev/null 2>&1`],
  ['quotes in words', (command, random) => inWords(command, random)],
  ['in the background', (command) => `(${command}) >/dev/null 2>&1 &`],
]

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Empty quotes or a backslash in words that stand outside of quotes. */
function inWords(command: string, random: () => number): string {
  let isQuoted = ''
  let out = ''
  // A word of the shell's own language is none when it is quoted, nor is the name of a variable.
  const keywords = [...command.matchAll(/\b(?:while|until|do|done|if|then|fi|for|in)\b|\$\w+/g)].map(
    ({ index, 0: word }) => [index, index + word.length] as const,
  )
  for (const [index, character] of Array.from(command).entries()) {
    const before = command[index - 1] ?? ' '
    const isKeyword = keywords.some(([from, to]) => index >= from && index < to)
    if (!isKeyword && isQuoted === '' && /[a-z]/.test(character) && /[a-z]/.test(before) && random() < 0.3)
      out += random() < 0.5 ? "''" : '\\'
    if (isQuoted === character) isQuoted = ''
    else if (isQuoted === '' && /["'`]/.test(character)) isQuoted = character
    out += character
  }
  return out
}
