import { option, usageError } from '@veinmind/sdk'
import type { FileValue, OptionSpec, OptionValues } from '@veinmind/sdk'
import { SERVICE_FLAGS } from './file-kinds.ts'

/** Options of the plugin; all of them change what an inspection returns. */
export const OPTIONS: {
  readonly dictionary: OptionSpec<FileValue | undefined>
  readonly usernames: OptionSpec<readonly string[]>
  readonly services: OptionSpec<readonly string[]>
  readonly budget: OptionSpec<number>
} = {
  dictionary: option.file('more passwords to try, one a line'),
  usernames: option.list('only these accounts', { placeholder: 'user' }),
  services: option.list(`only these services: ${Object.keys(SERVICE_FLAGS).join(', ')}`, { placeholder: 'service' }),
  budget: option.number('guesses at each hash that is slow to try', { default: 100 }),
}

/** Throws for an unknown service, and for a budget that is not a whole number from 0 to a million. */
export function checkOptions(options: OptionValues<typeof OPTIONS>): void {
  const unknown = options.services.find((service) => !Object.hasOwn(SERVICE_FLAGS, service.toLowerCase()))
  if (unknown !== undefined) {
    const hint = `Services are ${Object.keys(SERVICE_FLAGS).join(', ')}.`
    throw usageError('WEAKPASS_SERVICE_UNKNOWN', `weakpass knows no service ${JSON.stringify(unknown)}`, { hint })
  }
  if (!(Number.isInteger(options.budget) && options.budget >= 0 && options.budget <= 1e6)) {
    throw usageError('WEAKPASS_BUDGET_INVALID', `${options.budget} is no number of guesses from 0 to 1,000,000`)
  }
}
