import type { Container, Image, ScanContext } from '@veinmind/sdk'
import { checkAccounts } from './checks/accounts.ts'
import { checkOddPrograms, checkPlaces } from './checks/files.ts'
import { checkIntegrity } from './checks/integrity.ts'
import { checkRootkits } from './checks/rootkits.ts'
import { checkRunning } from './checks/running.ts'
import { checkXz } from './checks/xz.ts'
import type { VerifyOptions } from './files/programs.ts'
import { ownersOf } from './owners.ts'

/** Reports the ways back in that an image or a container has. */
export async function scan(entity: Image | Container, context: ScanContext<VerifyOptions>): Promise<void> {
  const owners = await ownersOf(context)
  checkPlaces(owners, context)
  checkOddPrograms(owners, context)
  checkIntegrity(owners, context)
  checkRootkits(owners, context)
  checkRunning(entity, context)
  await checkAccounts(context)
  await checkXz(context)
}
