import { keepOwnSecrets } from '@veinmind/sdk/target'
import { expect, test } from 'vitest'
import { createCredentialKeeper } from './own-credentials.ts'

test('credentials that are read after the keeper was made are masked, in base64 too', () => {
  const keeper = createCredentialKeeper()
  expect(keeper.mask('as Tq4VnZx8RkLw')).toContain('Tq4VnZx8RkLw')
  keepOwnSecrets('Tq4VnZx8RkLw\n', undefined, '')
  expect(keeper.mask('as Tq4VnZx8RkLw')).toBe('as T••••w')
  expect(keeper.mask(Buffer.from('robot:Tq4VnZx8RkLw').toString('base64'))).toContain('••••')
  expect([...keeper.known]).toContain('Tq4VnZx8RkLw')
  expect(keeper.find('Tq4VnZx8RkLw').length).toBe(1)
  // Also by one that is made when all that read it is gone, to say the last error.
  expect(createCredentialKeeper().mask('Tq4VnZx8RkLw')).toBe('T••••w')
})
