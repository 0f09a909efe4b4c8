import { accounts, isLoginShell } from '@veinmind/inventory'
import { trace } from '@veinmind/report'
import type { ScanContext } from '@veinmind/sdk'
import { ruleOf } from './rules/index.ts'

/** Accounts that share a number, and those that need no password. A line that is wrong costs itself alone. */
export async function scanAccounts(ctx: ScanContext): Promise<void> {
  const systems = await ctx.fact(accounts)
  const system = systems.find(({ root }) => root === '/')
  if (system === undefined) return
  const byUid = Map.groupBy(
    system.users.filter(({ uid }) => uid !== undefined),
    ({ uid }) => uid,
  )
  for (const [uid, users] of byUid) {
    for (const { name, gid, at } of users) {
      const isSecondRoot = uid === 0 && name !== 'root'
      if (!isSecondRoot && (users.length < 2 || name === users[0]?.name)) continue
      const shared = users.filter((user) => user.name !== name).map((user) => user.name)
      ctx.report(
        trace({
          rule: ruleOf(isSecondRoot ? 'TRACE-042' : 'TRACE-043'),
          at,
          from: 'File',
          detail: `${name}: uid ${uid}, gid ${gid ?? '?'}${shared.length === 0 ? '' : `, as ${shared.slice(0, 5).join(', ')}`}`,
          subject: { kind: 'account', key: name },
        }),
      )
    }
  }
  for (const { name, shell, password, at } of system.users)
    if (password === 'empty' && isLoginShell(shell))
      ctx.report(
        trace({ rule: ruleOf('TRACE-044'), at, from: 'File', detail: name, subject: { kind: 'account', key: name } }),
      )
}
