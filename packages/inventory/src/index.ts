export { baseImage } from './base-image.ts'
export type { BaseImage } from './base-image.ts'
export { accounts, accountFiles } from './accounts/fact.ts'
export type { AccountFile } from './accounts/fact.ts'
export type { AccountSystem, Group, Sudoers, User } from './accounts/model.ts'
export { isLoginShell } from './accounts/passwd.ts'
export { fileOwners, owners, packages } from './packages/fact.ts'
export type { FindOwners } from './packages/find-owners.ts'
export type { FileOwner, OwnedFile, Package, PackageMeta } from './packages/model.ts'
export { programs } from './programs/fact.ts'
export type { Program } from './programs/fact.ts'
export { parsePurl, purlOf } from './purl.ts'
export type { PurlParts } from './purl.ts'
export { openSbom } from './sboms/open-sbom.ts'
export type { OpenedSbom } from './sboms/open-sbom.ts'
export { sourceTree } from './source-tree.ts'
export { operatingSystem, operatingSystems } from './systems/fact.ts'
export type { OperatingSystem } from './systems/model.ts'
export {
  hasServiceAccount,
  mountSubject,
  placeOfMount,
  relationTo,
  RUNTIME_SOCKETS,
  socketsOf,
} from './mounts/host-mounts.ts'
export type { Relation, RuntimeSocket } from './mounts/host-mounts.ts'
