/**
 * The id of the fact that an entity is source code (`sourceTree` of `@veinmind/inventory`): a target that gives folders or repositories as
 * images brings it along, and what lock files ask for counts then as what will be installed.
 */
export const SOURCE_TREE = '@veinmind/inventory/source-tree'
