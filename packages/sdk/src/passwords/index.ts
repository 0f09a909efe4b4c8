export { COMMON_PASSWORDS } from './common-passwords.ts'
export { DEFAULT_PASSWORDS } from './default-passwords.ts'
export { isKnownPassword } from './known.ts'
export { secretSubject } from './subject.ts'
