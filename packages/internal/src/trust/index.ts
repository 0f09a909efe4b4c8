export { secureOptions } from './secure-options.ts'
export type { SecureMaterial } from './secure-options.ts'
export { missingCertificates, systemCertificates } from './system-certificates.ts'
