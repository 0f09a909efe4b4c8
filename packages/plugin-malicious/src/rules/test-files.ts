import type { ContentRule } from './rule.ts'

/** The parts of the test file, so that this file is none. */
export const EICAR: string = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('')

/** Files that are made to be found. */
export const TEST_FILES: readonly ContentRule[] = [
  {
    number: 1,
    name: 'Test.EICAR',
    title: ['EICAR test file', 'EICAR 测试文件'],
    kind: 'tool',
    in: ['program', 'script', 'text'],
    severity: 'high',
    when: EICAR,
    attack: ['T1588.001'],
    references: ['https://www.eicar.org/download-anti-malware-testfile/'],
    match: [EICAR],
    harmless: ['EICAR-STANDARD-ANTIVIRUS-TEST-FILE is the name of a test'],
  },
]
