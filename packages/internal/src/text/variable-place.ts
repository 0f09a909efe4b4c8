/**
 * The place of a variable in a list such as `config.Env` or `env`, as every plugin says it: `config.Env[DB_PASSWORD]`, so that what two of them find
 * there is at one place. Text that is no variable has its number.
 */
export function variablePlace(list: string, variable: string, index: number): string {
  const name = /^([^=\s]{1,256})=/.exec(variable)?.[1]
  return `${list}[${name ?? index}]`
}
