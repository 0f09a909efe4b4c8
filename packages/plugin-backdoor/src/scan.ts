import type { Container, Image, ScanContext } from '@veinmind/sdk'
import { checkAccounts } from './checks/accounts.ts'
import { checkOddPrograms, checkPlaces } from './checks/files.ts'
import { ownersOf } from './owners.ts'

/** Reports the ways back in that an image or a container has. */
export async function scan(_entity: Image | Container, context: ScanContext): Promise<void> {
  const owners = await ownersOf(context)
  checkPlaces(owners, context)
  checkOddPrograms(owners, context)
  await checkAccounts(context)
}
