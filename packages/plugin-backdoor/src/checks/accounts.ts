import { accounts, isLoginShell } from '@veinmind/inventory'
import { backdoor } from '@veinmind/report'
import type { ScanContext } from '@veinmind/sdk'
import { ruleOf } from '../rules/index.ts'

/** Accounts that distributions make for services, which nobody logs in to. */
const SERVICES = new Set(
  'daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody _apt sshd messagebus apache nginx http mysql postgres redis ftp ntp rpc dbus operator halt shutdown adm tss polkitd chrony memcache memcached tomcat jenkins'.split(
    ' ',
  ),
)

/** Further accounts with root's id, and service accounts that somebody can log in to. */
export async function checkAccounts(context: ScanContext): Promise<void> {
  for (const { users, sudoers } of await context.fact(accounts)) {
    for (const { name, uid, shell, password, at } of users) {
      const subject = { kind: 'account', key: name }
      const evidence = `${name}, uid ${uid ?? ''}, ${shell === '' ? '/bin/sh' : shell}`
      if (uid === 0 && name !== 'root')
        context.report(backdoor({ rule: ruleOf('BACK-080'), at, content: evidence, subject }))
      else if (SERVICES.has(name) && isLoginShell(shell) && (password === 'hash' || password === 'empty'))
        context.report(backdoor({ rule: ruleOf('BACK-081'), at, content: evidence, subject }))
    }
    for (const { at, lines } of sudoers) {
      for (const { line, text } of lines) {
        const [name = ''] = /^\s*"?([\w.-]+)/.exec(text) ?? []
        const isService = SERVICES.has(name.trim().replaceAll('"', ''))
        if (isService && /NOPASSWD\s*:\s*(?:ALL|\/(?:usr\/)?bin\/(?:ba|da|z)?sh)\b/.test(text))
          context.report(backdoor({ rule: ruleOf('BACK-082'), at: { ...at, line }, content: text.trim() }))
      }
    }
  }
}
