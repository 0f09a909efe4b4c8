import { spokenLanguage } from '../speech/speech.ts'

/** How yargs reads every command line of VeinMind: names as they are written, values as text, what follows `--` apart. */
export const PARSER: Readonly<Record<string, boolean>> = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
}

/** Stands for `-` while yargs reads a command line: it would drop it where it takes several words. No argument can hold a NUL. */
const DASH = '\0-'

/** The arguments for yargs: with `restoreDashes` as its middleware, a `-` comes out as it was written. */
export function keepDashes(args: readonly string[]): string[] {
  const end = args.indexOf('--')
  return args.map((arg, at) => (arg === '-' && (end === -1 || at < end) ? DASH : arg))
}

/** Middleware for yargs: see `keepDashes`. */
export function restoreDashes(argv: Record<string, unknown>): void {
  const restore = (value: unknown): unknown =>
    value === DASH ? '-' : Array.isArray(value) ? value.map(restore) : value
  for (const [name, value] of Object.entries(argv)) argv[name] = restore(value)
}

/** What yargs calls the language that is spoken; left to itself it would ask the locale, and not `--lang`. */
export function yargsLocale(): string {
  return spokenLanguage() === 'zh' ? 'zh_CN' : 'en'
}
