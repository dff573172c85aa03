import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { truthRowSchema } from '../../src/simulate/truth.ts'

/** What must have been detected in a simulated log, against what was. */

/** `rule id` and line of each alert that must exist, sorted; a line that occurs twice is there twice. */
export function expectedAlerts(log: string, truth: string): string[] {
  const bytes = readFileSync(log)
  return readFileSync(truth, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const { offset, rules } = truthRowSchema.parse(JSON.parse(line))
      const end = bytes.indexOf(0x0a, offset)
      return rules.map(rule => alertKey(rule, bytes.toString('utf8', offset, end)))
    })
    .sort()
}

const rowSchema = z.object({ rule_id: z.string(), raw: z.string() })

/** The same of stored alerts: rows of `rule_id` and the first evidence's `raw`. */
export function actualAlerts(rows: readonly unknown[]): string[] {
  return rows
    .map(row => rowSchema.parse(row))
    .map(({ rule_id, raw }) => alertKey(rule_id, raw))
    .sort()
}

const alertKey = (rule: string, line: string) => `${rule} ${line}`
