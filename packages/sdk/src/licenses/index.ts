export { formatLicense, parseLicense, spdxId } from './expression.ts'
export type { LicenseExpression } from './expression.ts'
