import { option } from '@veinmind/sdk'
import type { FileValue, OptionSpec, OptionSpecs } from '@veinmind/sdk'

/** The options of the plugin. */
export interface Options extends OptionSpecs {
  readonly type: OptionSpec<'all' | 'dockerfile' | 'compose' | 'kubernetes'>
  readonly 'ignore-file': OptionSpec<FileValue | undefined>
}

export const OPTIONS: Options = {
  type: option.choice('only files of this type', ['all', 'dockerfile', 'compose', 'kubernetes'], { default: 'all' }),
  'ignore-file': option.file('findings to live with, YAML: rule, reason, path, object, expires', { placeholder: 'file' }),
}
