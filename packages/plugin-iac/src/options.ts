import { option, usageError } from '@veinmind/sdk'
import type { FileValue, OptionSpec, OptionSpecs } from '@veinmind/sdk'

/** The options of the plugin. */
export interface Options extends OptionSpecs {
  readonly type: OptionSpec<
    'all' | 'dockerfile' | 'compose' | 'kubernetes' | 'devcontainer' | 'bake' | 'workflow' | 'gitlab'
  >
  readonly 'kubernetes-version': OptionSpec<string>
  readonly helm: OptionSpec<boolean>
  readonly rules: OptionSpec<readonly FileValue[]>
  readonly 'ignore-file': OptionSpec<FileValue | undefined>
}

/** Files of rules, for scans and for `veinmind rules test`. */
export const RULES: OptionSpec<readonly FileValue[]> = option.files(
  'rules of your own, YAML with conditions in CEL: a file, or a folder of them',
  {
    placeholder: 'file|folder',
    extensions: ['.yaml', '.yml'],
  },
)

export const OPTIONS: Options = {
  type: option.choice(
    'only files of this type',
    ['all', 'dockerfile', 'compose', 'kubernetes', 'devcontainer', 'bake', 'workflow', 'gitlab'],
    { default: 'all' },
  ),
  'kubernetes-version': option.string('version whose Pod Security Standards hold', {
    default: '1.36',
    placeholder: '1.36',
  }),
  helm: option.boolean(
    'render Helm charts with their own values by the helm of the search path, and check what they become',
  ),
  rules: RULES,
  'ignore-file': option.file('findings to live with, YAML: rule, reason, path, object, expires', {
    placeholder: 'file',
  }),
}

/** The minor version of `1.36`, `v1.36.3` or `36`; throws `IAC_VERSION_INVALID`. */
export function minorOf(version: string): number {
  const [, minor] = /^(?:v?1\.)?(\d{1,3})(?:[.+-].*)?$/.exec(version) ?? []
  if (minor === undefined)
    throw usageError('IAC_VERSION_INVALID', `${JSON.stringify(version)} is no version of Kubernetes`, {
      hint: 'write it as 1.36',
    })
  return Number(minor)
}
