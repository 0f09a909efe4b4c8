import RULES from './rules.json' with { type: 'json' }

/** How a program is recognised: the name of its file, and a marker with a version near it. */
export interface ProgramRule {
  readonly id: string
  readonly name: string
  /** The name of the file. Its first group replaces `{1}` in the markers. */
  readonly file: string
  /**
   * Ways to find the version; the first that matches counts. A version is the group of an expression on the text around a marker, or
   * one group for each of its numbers.
   */
  readonly looks: readonly { readonly marker: string; readonly version: string }[]
  readonly license?: string
  /** A text in which the rule must find the version, and one in which it must not. */
  readonly sample: string
  readonly other: string
}

/** All rules. */
export const PROGRAM_RULES: readonly ProgramRule[] = RULES

const anyFile = new RegExp(PROGRAM_RULES.map(({ file }) => file).join('|'))

/** A rule for the file at hand, ready to be looked with. */
export interface Look {
  readonly rule: ProgramRule
  readonly marker: Buffer
  readonly version: RegExp
}

/** Whether any rule is for a file of this name. */
export function isRuled(name: string): boolean {
  return name.length <= 200 && anyFile.test(name)
}

/** What to look for in a file of this name. */
export function looksFor(name: string): readonly Look[] {
  return PROGRAM_RULES.flatMap((rule) => {
    const match = name.length <= 200 ? new RegExp(rule.file).exec(name) : null
    return match === null ? [] : looksOf(rule, match[1] ?? '')
  })
}

/** What to look for in a file whose name has `part` in it. */
export function looksOf(rule: ProgramRule, part: string): readonly Look[] {
  return rule.looks.map(({ marker, version }) => ({
    rule,
    marker: Buffer.from(marker.replaceAll('{1}', part), 'latin1'),
    version: new RegExp(version.replaceAll('{1}', part.replaceAll(/[^\w]/g, '\\$&'))),
  }))
}
