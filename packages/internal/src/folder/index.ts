export { nameInFolder, onDisk, readFolder, readIacFile } from './iac-file.ts'
