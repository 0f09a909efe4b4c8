export { sbomTarget } from './target.ts'
