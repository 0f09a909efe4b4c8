import { option } from '@veinmind/sdk'
import type { FileValue, OptionSpec } from '@veinmind/sdk'

/** Options of the plugin; all of them change what an inspection returns. */
export const OPTIONS: {
  readonly dictionary: OptionSpec<FileValue | undefined>
  readonly usernames: OptionSpec<readonly string[]>
  readonly services: OptionSpec<readonly string[]>
  readonly budget: OptionSpec<number>
} = {
  dictionary: option.file('more passwords to try, one a line'),
  usernames: option.list('only these accounts', { placeholder: 'user' }),
  services: option.list('only these services: ssh, redis, mysql, tomcat, ftp, postgresql, http, env, file', { placeholder: 'service' }),
  budget: option.number('guesses at each hash that is slow to try', { default: 100 }),
}
