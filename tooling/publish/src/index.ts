export { commitAll, copyRepository } from './copy-repository.ts'
export { installPacked } from './install-packed.ts'
export { pnpm, ROOT } from './pnpm.ts'
