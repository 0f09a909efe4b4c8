const MOST_NAMES = 200
const MOST_GROWTH = 4

/**
 * A script of a shell as it reads once what hides its words is taken away: quotes inside of words (`c''url`), escapes (`w\get`), `${IFS}`,
 * lines that go on, and names that stand for texts of the script itself. Undefined where nothing changed.
 */
export function plainShell(text: string): string | undefined {
  let plain = text.replaceAll(/\\\r?\n/g, ' ').replaceAll(/\$\{IFS[^}]{0,20}\}|\$IFS(?:\$\d)?/g, ' ')
  plain = plain.replaceAll(/\$[@*]|\$\{[@*]\}/g, '')
  plain = withValues(plain)
  // A name that nothing was given to, between letters of one word, is empty.
  plain = plain.replaceAll(/(?<=[a-z])\$\{\w{1,8}\}(?=[a-z])/g, '')
  // Quotes and escapes between two letters of one word.
  plain = plain.replaceAll(/(?<=\w)(?:''|""|`\s?`)(?=\w)/g, '').replaceAll(/(?<=[\w"'])(?:"'|'"|""|'')(?=\w)/g, '')
  plain = plain.replaceAll(/(?<=\w)["'](?=\w{1,12}["']\w)|(?<=\w["']\w{1,12})["'](?=\w)/g, '')
  plain = plain.replaceAll(/(?<=[\s;|&(/\w])\\(?=[a-z])(?![ntrxu0]\b)/g, '')
  return plain === text ? undefined : plain
}

/** Names that are given a plain text once, replaced by it. */
function withValues(text: string): string {
  const values = new Map<string, string>()
  const given =
    /(?:^|[\s;&|])(?:export\s+|local\s+)?([A-Za-z_]\w{0,40})=(?:"([^"$`\n]{0,300})"|'([^'\n]{0,300})'|([^\s"'$`;&|()<>]{1,300}))/gm
  for (const [, name = '', double, single, bare] of text.matchAll(given)) {
    if (values.size === MOST_NAMES) break
    values.set(name, values.has(name) ? '' : (double ?? single ?? bare ?? ''))
  }
  if (values.size === 0) return text
  let room = text.length * MOST_GROWTH + 4096
  return text.replaceAll(/\$\{(\w{1,41})\}|\$([A-Za-z_]\w{0,40})/g, (whole: string, braced?: string, bare?: string) => {
    const value = values.get(braced ?? bare ?? '')
    if (value === undefined || value === '' || room < value.length) return whole
    room -= value.length
    return value
  })
}
