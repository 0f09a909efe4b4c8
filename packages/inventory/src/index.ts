export { accounts, accountFiles } from './accounts/fact.ts'
export type { AccountFile } from './accounts/fact.ts'
export type { AccountSystem, Group, Sudoers, User } from './accounts/model.ts'
export { isLoginShell } from './accounts/passwd.ts'
