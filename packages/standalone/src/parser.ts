import type { ParserConfigurationOptions } from 'yargs'

/** How yargs reads every command line of VeinMind: names as they are written, values as text, what follows `--` apart. */
export const PARSER: Partial<ParserConfigurationOptions> = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
}
