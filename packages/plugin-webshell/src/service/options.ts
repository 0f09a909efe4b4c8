import { option } from '@veinmind/sdk'
import type { FileValue, OptionSpec } from '@veinmind/sdk'

/** Options of the plugin. */
export const OPTIONS: {
  readonly service: OptionSpec<string | undefined>
  readonly 'service-token-file': OptionSpec<FileValue | undefined>
} = {
  service: option.string(
    'address of a service that is sent each PHP, JSP and ASP page, and says what it takes it for; off by default',
    {
      placeholder: 'url',
    },
  ),
  'service-token-file': option.file('file with the token for the service'),
}
