export { formatLicense, parseLicense, spdxId } from './expression.ts'
export type { LicenseExpression } from './expression.ts'
export { versionsOf } from './versions.ts'
