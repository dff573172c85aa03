import { KNOWN_DIFFERENCES, SEEN_BY_HAND } from './known-differences.ts'

/** How often a rule matched on one side only. */
export interface Difference {
  readonly title: string
  ours: number
  theirs: number
  /** The first event that only one of both matches. */
  readonly example: string
}

export interface Totals {
  readonly rules: number
  readonly left_out: number
  readonly corpora: number
  readonly events: number
  readonly matches: number
}

/** What was found, as a page. */
export function differentialReport(totals: Totals, differences: ReadonlyMap<string, Difference>): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const rows = KNOWN_DIFFERENCES.flatMap(({ reason, specification, decision, rules }) => {
    const found = rules.flatMap(id => differences.get(id) ?? [])
    const sum = (side: 'ours' | 'theirs') =>
      number(found.reduce((total, { [side]: count }) => total + count, 0))
    return [
      `| ${reason} | ${specification} | ${decision} | ${found.length} | ${sum('ours')} | ${sum('theirs')} |`,
    ]
  })
  return `# Where the engine differs from RSigma

Written by \`npm run differential -- --write\`, with the executable of [RSigma](https://github.com/timescale/rsigma) 0.23 in
the variable \`RSIGMA\`. Every public rule (${number(totals.rules)} are loaded, ${number(totals.left_out)} are left out for a placeholder
without a value) was tried on every event of ${totals.corpora} corpora, without regard to logsources, by both: ${number(totals.events)} events,
${number(totals.matches)} matches. Both got the same fields, those that the normaliser makes; keywords were searched in their
values. Rule by rule and event by event they agree but for these.

| what | the specification | what is done | rules | matches only here | matches only there |
| --- | --- | --- | ---: | ---: | ---: |
${rows.join('\n')}

## On rules made by hand

What no public rule asks for: 101 rules with 190 events, one of each modifier, condition and kind of value, agree but for
these.

| what | the specification | what is done |
| --- | --- | --- |
${SEEN_BY_HAND.map(({ reason, specification, decision }) => `| ${reason} | ${specification} | ${decision} |`).join('\n')}

## Where the two differ by intent

- **Routing.** RSigma tries all rules on an event unless \`--logsource-routing\` is given, and then only by fields
  \`product\`, \`service\` and \`category\` of the event. Here the logsource always counts, and is found by tables
  ([logsources.md](logsources.md)) where the event does not say it. In both a part that is not known excludes nothing.
- **Names of fields.** RSigma renames the fields of rules by pipelines that the user chooses; here the events bear the
  names of the taxonomy.
- **Keywords.** RSigma searches them in the values of an event, here they are searched in the text of a line as well,
  where it is no record of JSON or XML.
`
}
