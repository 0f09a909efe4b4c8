/** How a text may stand inside of base64: its first byte is the first, second or third of a group. The characters that it shares with others are left out. */
function encodedForms(text: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(' '.repeat(shift) + text, 'latin1').toString('base64')
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6))
  })
}

/** What ends the name of a variable with a secret, as base64 has it. */
export const ENCODED_NAMES: readonly string[] = [
  'PASSWORD=',
  'SECRET=',
  'TOKEN=',
  '_KEY=',
  '_PASS=',
  'PASSWD=',
  '_PWD=',
].flatMap(encodedForms)
