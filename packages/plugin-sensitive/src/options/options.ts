import { mib, option, perOptions, VeinmindError } from '@veinmind/sdk'
import type { FileValue, OptionSpec } from '@veinmind/sdk'
import { createRuleSet } from '../match/rule-set.ts'
import type { RuleSet } from '../match/rule-set.ts'
import { ENV_RULE } from '../rules/env.ts'
import { CONTENT_RULES, PATH_RULES } from '../rules/index.ts'
import type { ContentRule, PathRule } from '../rules/rule.ts'
import { readAllowFile } from './allow-file.ts'
import type { AllowList } from './allow-file.ts'
import { readRulesFile } from './rules-file.ts'

/** The plugin's own flags. Each is part of the cache key of the inspectors. */
export const OPTIONS: {
  readonly 'rules-file': OptionSpec<FileValue | undefined>
  readonly 'allow-file': OptionSpec<FileValue | undefined>
  readonly 'max-size': OptionSpec<number>
} = {
  'rules-file': option.file('YAML file of rules of your own, added to the built-in ones', { placeholder: 'file' }),
  'allow-file': option.file(
    'YAML file of paths, secrets and fingerprints that are accepted, and of rules that are off',
    {
      placeholder: 'file',
    },
  ),
  'max-size': option.number('largest part of a file that is searched, in MiB', { default: 5, placeholder: 'MiB' }),
}

export interface SensitiveOptions {
  readonly 'rules-file': FileValue | undefined
  readonly 'allow-file': FileValue | undefined
  readonly 'max-size': number
}

/** What the options of a scan come to. */
export interface Settings {
  readonly content: RuleSet
  readonly paths: readonly PathRule[]
  readonly allow: AllowList
  readonly maxBytes: number
  readonly rules: ReadonlyMap<string, ContentRule | PathRule>
}

/** The settings of a set of option values, made once; throws `SENSITIVE_RULES_INVALID`, `SENSITIVE_ALLOW_INVALID` or `SENSITIVE_MAX_SIZE_INVALID`. */
export const settingsOf: (options: SensitiveOptions) => Settings = perOptions((options) => {
  const size = options['max-size']
  if (!(size > 0 && size <= 256)) {
    throw new VeinmindError(
      'SENSITIVE_MAX_SIZE_INVALID',
      `--sensitive.max-size is ${size}, and must be more than 0 and at most 256 (MiB)`,
    )
  }
  const builtIn = [...CONTENT_RULES, ...PATH_RULES, ENV_RULE].map(({ id }) => id)
  const own = readRulesFile(options['rules-file'], new Set(builtIn))
  const allow = readAllowFile(
    options['allow-file'],
    new Set([...builtIn, ...own.content.map(({ id }) => id), ...own.paths.map(({ id }) => id)]),
  )
  const isOn = ({ id }: { readonly id: string }) => !allow.allowsRule(id)
  const content = [...own.content, ...CONTENT_RULES].filter(isOn)
  const paths = [...own.paths, ...PATH_RULES].filter(isOn)
  return {
    content: createRuleSet(content),
    paths,
    allow,
    maxBytes: Math.round(mib(size)),
    rules: new Map([...content, ...paths].map((rule) => [rule.id, rule])),
  }
})
