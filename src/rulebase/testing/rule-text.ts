/** A rule that matches events of the product `test` whose field X is `value`. */
export function ruleText(id: string, value = '1'): string {
  return `title: Rule ${id}\nid: ${id}\nlogsource: { product: test }\ndetection: { a: { X: ${value} }, condition: a }\n`
}
