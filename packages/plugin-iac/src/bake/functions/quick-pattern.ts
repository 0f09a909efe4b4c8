/** Patterns for longer texts, and longer patterns, are not computed: build files have none. */
const MAX_TEXT = 256
const MAX_PATTERN = 200

/**
 * Whether a pattern of RE2 means the same to JavaScript, and takes it at most some milliseconds: no repeated group, at most two
 * repetitions, a short text. Others are not computed; a file may be written to hang whoever reads it.
 */
export function isQuick(pattern: string, length: number): boolean {
  if (length > MAX_TEXT || pattern.length > MAX_PATTERN) return false
  const plain = pattern.replaceAll(/\\./g, 'x').replaceAll(/\[\^?\]?[^\]]*\]/g, 'x')
  if (/\\[^dDsSwW.\\/+*?()[\]{}|^$-]|\[\[|\(\?(?!:)/.test(pattern)) return false
  return !/\)[*+?{]/.test(plain) && (plain.match(/[*+{]/g) ?? []).length <= 2
}
