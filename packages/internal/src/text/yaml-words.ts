/**
 * What a word without quotes means to a program: `yes` is true to Kubernetes (`sigs.k8s.io/yaml` 1.6, which reads YAML 1.1 as
 * `go.yaml.in/yaml/v2` does) and a text to docker compose (`go.yaml.in/yaml/v4`).
 */
export type YamlReader = 'kubernetes' | 'compose'

const WORDS: ReadonlyMap<string, unknown> = wordsOf([
  [true, ['true', 'True', 'TRUE']],
  [false, ['false', 'False', 'FALSE']],
  [null, ['', '~', 'null', 'Null', 'NULL']],
  [Number.NaN, ['.nan', '.NaN', '.NAN']],
  [Number.POSITIVE_INFINITY, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']],
  [Number.NEGATIVE_INFINITY, ['-.inf', '-.Inf', '-.INF']],
])
const YAML_1_1: ReadonlyMap<string, unknown> = wordsOf([
  [true, ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']],
  [false, ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']],
])

const INTEGER = /^([-+]?)(?:0[xX]([0-9A-Fa-f]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
/** A longer text is no number that means anything, and reading it costs time. */
const MAX_NUMBER = 512

/**
 * The value of a word without quotes: a boolean, null, a number or the text itself. Octals may be written `0644` or `0o644`, and
 * underscores stand between digits. Sexagesimals (`1:30`) and timestamps stay texts, which is what both programs make of them.
 */
export function readYamlWord(text: string, reader: YamlReader): unknown {
  if (WORDS.has(text)) return WORDS.get(text)
  if (reader === 'kubernetes' && YAML_1_1.has(text)) return YAML_1_1.get(text)
  if (!/^[-+.\d]/.test(text) || text.length > MAX_NUMBER) return text
  return readNumber(text.replaceAll(text.startsWith('.') ? /(?<=\d)_(?=\d)/g : '_', '')) ?? text
}

function readNumber(text: string): number | undefined {
  const [whole, sign, hex, binary, octal, decimal] = INTEGER.exec(text) ?? []
  if (whole !== undefined) {
    const digits =
      hex === undefined
        ? binary === undefined
          ? octal === undefined
            ? decimal
            : `0o${octal}`
          : `0b${binary}`
        : `0x${hex}`
    const size = BigInt(digits ?? 0)
    if (sign === '-' ? size <= 1n << 63n : size < 1n << (sign === '+' ? 63n : 64n))
      return sign === '-' ? -Number(size) : Number(size)
  }
  const value = FLOAT.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

function wordsOf(rows: readonly (readonly [unknown, readonly string[]])[]): ReadonlyMap<string, unknown> {
  return new Map(rows.flatMap(([value, words]) => words.map((word) => [word, value] as const)))
}
