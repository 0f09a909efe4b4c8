import { addMatchers } from './matchers.ts'

// For `setupFiles` of Vitest, where reports do not come from scanWith.
addMatchers()
