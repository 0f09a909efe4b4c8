import { expect, test } from 'vitest'
import { widthOf, wrap } from './layout.ts'

test('lines of Chinese fit, and none begins with a mark that closes', () => {
  const text = '在云平台控制台吊销该密钥，检查审计日志中的使用记录，并优先使用角色或工作负载身份代替密钥。'
  for (let width = 10; width < 100; width += 1) {
    const lines = wrap(text, width)
    expect(lines.join('')).toBe(text)
    expect(lines.filter((line) => widthOf(line) > width || /^[，。]/.test(line))).toEqual([])
  }
})
