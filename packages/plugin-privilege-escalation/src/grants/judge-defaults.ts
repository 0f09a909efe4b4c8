import type { Location, Severity } from '@veinmind/sdk'
import type { GrantVerdict } from './judge-grant.ts'
import type { SudoPolicy } from '../sudo/model.ts'

/** Variables by which a program loads or runs what its user names. */
const LOADING =
  /^(?:\*|LD_\*|LD_PRELOAD|LD_LIBRARY_PATH|LD_AUDIT|PYTHON\w+|PERL5?\w*|RUBY\w+|NODE_\w+|BASH_ENV|ENV|SHELLOPTS|PS4|IFS|PATH|JAVA_TOOL_OPTIONS|GCONV_PATH|PYTHONPATH|EDITOR|VISUAL)(?:=.*)?$/
const MOST_FAULTS = 5

/** Settings that remove protections of sudo. They matter only where somebody has a grant. */
export function judgeDefaults(policy: SudoPolicy): readonly (GrantVerdict & { readonly at: Location })[] {
  const verdicts = policy.defaults.flatMap(({ settings, at }) =>
    settings.flatMap(({ name, isNegated, operator, value = '' }) => {
      const told = (rule: string, severity: Severity, reason: string) => [{ rule, severity, reason, at }]
      if (name === 'env_keep' && !isNegated && operator !== '-=') {
        const kept = value.split(/\s+/).filter((variable) => LOADING.test(variable))
        if (kept.length > 0) return told('PRIV-047', 'high', `sudo keeps ${kept.slice(0, 5).join(', ')} of its user`)
      }
      if (name === 'env_reset' && isNegated) return told('PRIV-047', 'high', 'sudo keeps the environment of its user')
      if (name === 'setenv' && !isNegated) return told('PRIV-047', 'high', 'users of sudo set variables of their own')
      const weak = weakness(name, isNegated, value)
      return weak === undefined ? [] : told('PRIV-048', 'low', weak)
    }),
  )
  const faults = policy.faults.slice(0, MOST_FAULTS).map((at) => ({
    rule: 'PRIV-049',
    severity: 'low' as const,
    reason: 'sudo does not understand this line',
    at,
  }))
  return [...verdicts, ...faults]
}

function weakness(name: string, isNegated: boolean, value: string): string | undefined {
  if (name === 'timestamp_timeout' && Number(value) < 0) return 'a password that was given once holds for ever'
  if (name === 'tty_tickets' && isNegated) return 'a password that was given once holds on every terminal'
  if (name === 'timestamp_type' && value === 'global') return 'a password that was given once holds on every terminal'
  if (name === 'use_pty' && isNegated) return 'commands share the terminal of their user, and may type into it'
  if (name === 'visiblepw' && !isNegated) return 'passwords are shown as they are typed'
  if (name === 'exempt_group') return `members of ${value} are asked for no password`
  if (name === 'secure_path' && isNegated) return 'commands are looked for in folders of their user'
  return undefined
}
