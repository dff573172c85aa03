import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Content } from './content.ts'

/** The records of a file, empty ones too, and what was wrong with it. */
function split(text: string | Buffer, cut = 0): string[] {
  const records: string[] = []
  const content = new Content({
    block(first_line, { bytes, bounds, count }) {
      assert.equal(first_line, records.length + 1)
      for (let line = 0; line < count; line++)
        records.push(Buffer.from(bytes.subarray(bounds[2 * line], bounds[2 * line + 1])).toString())
    },
    leftOut: line => assert.fail(`left out: ${line}`),
    damaged: reason => assert.fail(reason),
  })
  const bytes = Buffer.from(text)
  content.push(bytes.subarray(0, cut))
  content.push(bytes.subarray(cut))
  content.end()
  return records
}

const recordsOf = (text: string | Buffer): unknown[] =>
  split(text)
    .filter(record => record !== '')
    .map(record => JSON.parse(record))

const ZEEK = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tdns',
  '#open\t2026-03-01-10-00-00',
  '#fields\tts\tuid\tid.orig_h\tid.resp_p\tquery\tAA\tanswers\tTTLs\trcode_name\tnote',
  '#types\ttime\tstring\taddr\tport\tstring\tbool\tvector[string]\tvector[interval]\tstring\tset[string]',
  '1772359872.123456\tC1\t10.0.0.1\t53\te\\x09vil.example\tT\t192.0.2.1,192.0.2.2\t60.0,5.5\t-\t(empty)',
  '#close\t2026-03-01-11-00-00',
]

const IIS = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Version: 1.0',
  '#Date: 2026-03-01 10:00:00',
  '#Fields: date time s-sitename cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status',
  '2026-03-01 10:11:12 W3SVC1 GET /a.aspx x=1 192.0.2.7 Mozilla/5.0+(X11) 200',
]

describe('a file whose head names the columns', () => {
  test('of Zeek has records with the types that the head tells', () => {
    const records = split(`${ZEEK.join('\n')}\n`)
    assert.deepEqual(
      records.slice(0, 8),
      Array.from({ length: 8 }, () => ''),
    )
    assert.deepEqual(JSON.parse(records[8] ?? ''), {
      _path: 'dns',
      ts: 1772359872.123456,
      uid: 'C1',
      'id.orig_h': '10.0.0.1',
      'id.resp_p': 53,
      query: 'e\tvil.example',
      AA: true,
      answers: ['192.0.2.1', '192.0.2.2'],
      TTLs: [60, 5.5],
      note: [],
    })
  })

  test('of the W3C has its time, and the whole target under the name that rules use', () => {
    assert.deepEqual(recordsOf(IIS.join('\r\n')), [
      {
        '@timestamp': '2026-03-01T10:11:12Z',
        date: '2026-03-01',
        time: '10:11:12',
        's-sitename': 'W3SVC1',
        'cs-method': 'GET',
        'cs-uri-stem': '/a.aspx',
        'cs-uri-query': '/a.aspx?x=1',
        'c-ip': '192.0.2.7',
        'cs(User-Agent)': 'Mozilla/5.0 (X11)',
        'sc-status': '200',
      },
    ])
  })

  test('may change them on its way', () => {
    const [record] = recordsOf(
      [...IIS, '#Fields: date time c-ip', '2026-03-01 10:11:13 192.0.2.8'].join('\n'),
    ).slice(-1)
    assert.deepEqual(record, {
      '@timestamp': '2026-03-01T10:11:13Z',
      date: '2026-03-01',
      time: '10:11:13',
      'c-ip': '192.0.2.8',
    })
  })

  test('keeps its lines as they are where it has none', () => {
    assert.deepEqual(split('#Version: 1.0\nplain text'), ['', 'plain text'])
  })
})

describe('a table of comma-separated values', () => {
  test('has a record for each row, with quotes, commas and line ends inside of values', () => {
    const text = '"_time","host","_raw"\r\n"2026-03-01","a","x ""y"", z\nw"\r\n2026-03-02,,5" wide\n'
    assert.deepEqual(recordsOf(text), [
      { _time: '2026-03-01', host: 'a', _raw: 'x "y", z\nw' },
      { _time: '2026-03-02', _raw: '5" wide' },
    ])
  })

  test('is known by the names of its first row, with or without a mark', () => {
    assert.deepEqual(recordsOf('\ufeffTimeGenerated [UTC],Computer,EventID\n3,c,4\n'), [
      { TimeGenerated: '3', Computer: 'c', EventID: '4' },
    ])
    for (const text of [
      'one,two,three\n1,2,3\n',
      'Timestamp,\n1,2\n',
      'Timestamp, 17 things, and (so) on!\n1\n',
    ])
      assert.deepEqual(split(text), text.trimEnd().split('\n'))
  })

  test('is the same whichever way it comes', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' ') })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value)), fc.nat({ max: 400 }), (rows, cut) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = [['_raw', 'b', 'c'], ...rows].map(row => row.map(quoted).join(',')).join('\n')
        const expected = rows.map(([_raw, b, c]) =>
          Object.fromEntries(Object.entries({ _raw, b, c }).filter(([, one]) => one !== '')),
        )
        assert.deepEqual(
          split(text, cut)
            .slice(1)
            .map(record => JSON.parse(record)),
          expected,
        )
      }),
    )
  })
})

describe('records that evtx_dump has numbered', () => {
  const event = { Event: { System: { EventID: 1 } } }
  test('are those of JSON over several lines', () => {
    const text = [1, 2].map(n => `Record ${n}\n${JSON.stringify(event, null, 2)}\n`).join('')
    assert.deepEqual(recordsOf(text), [event, event])
    for (let cut = 0; cut < 40; cut++) assert.equal(split(text, cut).length, 2)
  })

  test('are those of XML', () => {
    const xml = '<Event xmlns="x">\n  <System></System>\n</Event>'
    const text = [1, 2].map(n => `Record ${n}\n<?xml version="1.0" encoding="utf-8"?>\n${xml}\n`).join('')
    for (let cut = 0; cut < 60; cut++) assert.deepEqual(split(text, cut), [xml, xml])
  })
})
